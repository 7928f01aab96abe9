#include "resample.hpp"
#include "imago_imaging.h"
#include <algorithm>
#include <cmath>

namespace imago {

static double lanczos3(double x) {
    x = std::abs(x) * M_PI;
    return x < 1e-9 ? 1 : x >= 3 * M_PI ? 0 : 3 * std::sin(x) * std::sin(x / 3) / (x * x);
}

Taps make_taps(int from, Window window, int to, int filter) {
    double scale = (window.high - window.low) / to, stretch = std::max(scale, 1.0);
    Taps taps;
    std::vector<double> w;
    for (int i = 0; i < to; i++) {
        double low = window.low + i * scale, high = window.low + (i + 1) * scale, centre = (low + high) / 2; // pixel j covers [j, j + 1)
        bool box = filter == IMAGO_FILTER_BOX;
        double reach = box ? scale / 2 : 3 * stretch;
        int first = std::min(from - 1, std::max(0, int(std::floor(centre - reach + 1e-9))));
        int last = std::min(from, std::max(first + 1, int(std::ceil(centre + reach - 1e-9))));
        w.clear();
        double sum = 0;
        for (int j = first; j < last; j++) {
            w.push_back(box ? std::max(0.0, std::min(high, j + 1.0) - std::max(low, double(j))) : lanczos3((j + 0.5 - centre) / stretch));
            sum += w.back();
        }
        taps.first.push_back(first);
        taps.count.push_back(last - first);
        taps.start.push_back(taps.weight.size());
        for (double v : w)
            taps.weight.push_back(float(v / sum));
    }
    return taps;
}

Resampler::Resampler(int from_width, int from_height, Window across, Window down, int width, int height, int channels, int filter, uint8_t* out)
    : across_(make_taps(from_width, across, width, filter)), down_(make_taps(from_height, down, height, filter)), from_width_(from_width), width_(width),
      height_(height), channels_(channels), line_(size_t(from_width) * channels), shrunk_(size_t(width) * channels), out_(out) {
    // How many output rows can be under way at once: those whose inputs overlap.
    int most = 1;
    for (int i = 0, j = 0; i < height; i++) {
        while (down_.first[j] + down_.count[j] <= down_.first[i])
            j++;
        most = std::max(most, i - j + 1);
    }
    sums_.assign(size_t(most), std::vector<float>(shrunk_.size()));
}

template <int C> static void shrink_row(const Taps& taps, int width, const float* in, float* out) {
    for (int i = 0; i < width; i++, out += C) {
        const float* w = &taps.weight[taps.start[i]];
        const float* p = in + size_t(taps.first[i]) * C;
        float sum[C] = {};
        for (int k = 0; k < taps.count[i]; k++, p += C)
            for (int c = 0; c < C; c++)
                sum[c] += w[k] * p[c];
        std::copy(sum, sum + C, out);
    }
}

void Resampler::push(int y, const uint8_t* row) {
    for (size_t i = 0; i < line_.size(); i++)
        line_[i] = row[i];
    if (channels_ == 4)
        for (size_t i = 0; i < line_.size(); i += 4)
            for (int c = 0; c < 3; c++)
                line_[i + c] *= line_[i + 3] / 255;
    if (channels_ == 1)
        shrink_row<1>(across_, width_, line_.data(), shrunk_.data());
    else if (channels_ == 3)
        shrink_row<3>(across_, width_, line_.data(), shrunk_.data());
    else
        shrink_row<4>(across_, width_, line_.data(), shrunk_.data());

    for (; opened_ < height_ && down_.first[opened_] <= y; opened_++)
        std::fill(sums_[opened_ % sums_.size()].begin(), sums_[opened_ % sums_.size()].end(), 0.0f);
    for (int o = next_; o < opened_; o++) {
        int tap = y - down_.first[o];
        if (tap >= down_.count[o])
            continue;
        float w = down_.weight[down_.start[o] + size_t(tap)];
        float* sum = sums_[o % sums_.size()].data();
        for (size_t i = 0; i < shrunk_.size(); i++)
            sum[i] += w * shrunk_[i];
    }
    for (; next_ < opened_ && down_.first[next_] + down_.count[next_] <= y + 1; next_++)
        finish(next_);
}

void Resampler::finish(int output_row) {
    auto& sum = sums_[output_row % sums_.size()];
    if (channels_ == 4)
        for (size_t i = 0; i < sum.size(); i += 4)
            for (int c = 0; c < 3; c++)
                sum[i + c] = sum[i + 3] > 0.5f ? sum[i + c] * 255 / sum[i + 3] : 0;
    uint8_t* to = out_ + output_row * int64_t(sum.size());
    for (size_t i = 0; i < sum.size(); i++)
        to[i] = uint8_t(std::min(255.0f, std::max(0.0f, sum[i])) + 0.5f);
}

} // namespace imago
