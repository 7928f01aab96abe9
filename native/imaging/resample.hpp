// Separable resampling of rows that arrive one after another, so that a picture is never whole in memory.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace imago {

// The weights of one axis: output i is the sum of weight[i][k] * input[first[i] + k].
struct Taps {
    std::vector<int> first, count;
    std::vector<std::size_t> start;  // of output i's weights
    std::vector<float> weight;
};

// filter IMAGO_FILTER_LANCZOS: the windowed sinc sin(pi x) sin(pi x / 3) / (pi^2 x^2 / 3), |x| < 3, stretched by the reduction so that
// it is a low-pass filter, its weights summing to one, also at the edges (Turkowski 1990, "Filters for common resampling tasks").
// filter IMAGO_FILTER_BOX: the exact average over the area that an output pixel covers, whatever the factor.
// Output i covers (i … i + 1) / to of the window; inputs are 0 … from, and none outside of them is used.
struct Window {
    double low, high; // in input pixels
};
Taps make_taps(int from, Window window, int to, int filter);

// Input rows in order from y = 0; output rows are rounded to 8 bits and written to out.
// With 4 channels colours are weighted by their alpha, so that invisible colours do not bleed.
class Resampler {
  public:
    Resampler(int from_width, int from_height, Window across, Window down, int width, int height, int channels, int filter, uint8_t* out);
    void push(int y, const uint8_t* row);

  private:
    void finish(int output_row);

    Taps across_, down_;
    int from_width_, width_, height_, channels_;
    int next_ = 0, opened_ = 0;             // output rows that are finished; output rows that have begun
    std::vector<float> line_, shrunk_;      // the row as floats; the row in output width
    std::vector<std::vector<float>> sums_;  // one per output row under way, index modulo its size
    uint8_t* out_;
};

} // namespace imago
