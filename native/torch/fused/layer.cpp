#include "finish.h"

#include <cstring>

namespace imago::fused {
namespace {

// A place on the padded grid, walked pixel by pixel.
struct Place {
  int64_t row, column, side;

  Place(int64_t index, int64_t side) : row(index / side), column(index % side), side(side) {}
  void step() {
    if (++column == side) column = 0, row++;
  }
};

// 3x3 around the pixel whose upper left neighbour stands at the index.
Taps around(int64_t side, int64_t stride) {
  Taps taps{9, {}, {}};
  for (int64_t t = 0; t < 9; t++) taps.offset[t] = (t / 3 * side + t % 3) * stride, taps.weight[t] = t;
  return taps;
}

// Those taps of a transposed convolution with stride 2 that reach a pixel in an even or odd row and column: in an even one the first tap
// of this pixel and the last of the one before it, in an odd one the middle.
Taps reaching(bool odd_row, bool odd_column, int64_t side, int64_t stride) {
  Taps taps{0, {}, {}};
  for (int64_t row = odd_row; row < 3; row += 2)
    for (int64_t column = odd_column; column < 3; column += 2) {
      taps.offset[taps.count] = ((row < 2) * side + (column < 2)) * stride;
      taps.weight[taps.count++] = row * 3 + column;
    }
  return taps;
}

void round(float value, float* to) { *to = value; }

void round(float value, bf16* to) {
  const __m128bh rounded = _mm_cvtneps_pbh(_mm_set_ss(value));
  std::memcpy(to, &rounded, sizeof(bf16));
}

}  // namespace

template <class Number>
void pack(const float* weight, int64_t outputs, int64_t channels, int64_t block, Number* packed) {
  const int64_t C = (channels + InputBlock - 1) / InputBlock * InputBlock;
  for (int64_t c = 0; c < C; c++)
    for (int64_t o = 0; o < OutputBlock; o++) {
      const int64_t output = block * OutputBlock + o;
      const bool there = output < outputs && c < channels;
      Number* to = packed + c / InputBlock * WeightTaps * WeightTile + place<Number>(c % InputBlock, o);
      for (int64_t tap = 0; tap < WeightTaps; tap++) round(there ? weight[(output * channels + c) * WeightTaps + tap] : 0, to + tap * WeightTile);
    }
}

template <class Number>
void convolve(const Layer<Number>& layer, int64_t first, int64_t last, int64_t block, int64_t end, float* picture) {
  const Finish<Number>& f = layer.finish;
  const Finisher<Number> finish(f);
  const int64_t R = layer.resolution, S = side(R), C = layer.channels, O = layer.outputs;
  const Taps taps = around(S, stride(C));
  alignas(64) float sums[MostPixels * OutputBlock];
  alignas(64) float colour[MostChunk][MostColours][16];
  if (f.colours) std::memset(colour, 0, (last - first) * sizeof *colour);

  layer.product->begin();
  for (int64_t b = block; b < end; b++)
    for (int64_t start = first; start < last; start += layer.product->pixels) {
      layer.product->multiply(layer.x + start * stride(C), stride(C), C, layer.weight + b * 9 * C * OutputBlock, taps, sums);
      const int64_t count = last - start < layer.product->pixels ? last - start : layer.product->pixels;
      for (int64_t half = 0; half < OutputBlock; half += 16) {
        const int64_t o = b * OutputBlock + half;
        const __m512 scale = _mm512_loadu_ps(f.scale + o), bias = _mm512_loadu_ps(f.bias + o);
        const __m512 next = f.next ? _mm512_loadu_ps(f.next + o) : _mm512_setzero_ps();
        Place at(start, S);
        for (int64_t p = 0; p < count; p++, at.step()) {
          if (at.column >= R) continue;
          const __m512 noise = _mm512_set1_ps(f.noise ? f.noise[at.row * R + at.column] : 0);
          const __m512 v = finish(_mm512_load_ps(sums + p * OutputBlock + half), scale, bias, noise);
          if (f.next) narrow(_mm512_mul_ps(v, next), f.y + ((at.row + 1) * S + at.column + 1) * stride(O) + o);
          for (int64_t k = 0; k < f.colours; k++) {
            float* sum = colour[start + p - first][k];
            _mm512_store_ps(sum, _mm512_fmadd_ps(v, _mm512_loadu_ps(f.rgb + k * O + o), _mm512_load_ps(sum)));
          }
        }
      }
    }
  layer.product->end();

  if (!f.colours) return;
  Place at(first, S);
  for (int64_t p = first; p < last; p++, at.step())
    if (at.column < R)
      for (int64_t k = 0; k < f.colours; k++) picture[(k * R + at.row) * R + at.column] = _mm512_reduce_add_ps(_mm512_load_ps(colour[p - first][k]));
}

template <class Number>
void transpose(const Layer<Number>& layer, int64_t first, int64_t last, int64_t block, int64_t end, Number* t) {
  const int64_t R = layer.resolution, S = side(R), C = layer.channels, O = layer.outputs, T = 2 * R + 3;
  alignas(64) float sums[MostPixels * OutputBlock];
  layer.product->begin();
  for (int64_t b = block; b < end; b++)
    for (int odd = 0; odd < 4; odd++) {
      const bool odd_row = odd & 2, odd_column = odd & 1;
      const Taps taps = reaching(odd_row, odd_column, S, stride(C));
      for (int64_t start = first; start < last; start += layer.product->pixels) {
        layer.product->multiply(layer.x + start * stride(C), stride(C), C, layer.weight + b * 9 * C * OutputBlock, taps, sums);
        const int64_t count = last - start < layer.product->pixels ? last - start : layer.product->pixels;
        Place at(start, S);
        for (int64_t p = 0; p < count; p++, at.step()) {
          if (at.column + odd_column > R || at.row + odd_row > R) continue;
          Number* to = t + ((2 * at.row + odd_row + 1) * T + 2 * at.column + odd_column + 1) * stride(O) + b * OutputBlock;
          narrow(_mm512_load_ps(sums + p * OutputBlock), to);
          narrow(_mm512_load_ps(sums + p * OutputBlock + 16), to + 16);
        }
      }
    }
  layer.product->end();
}

template <class Number>
void filter_rows(const Layer<Number>& layer, const Number* t, const float* filter, int64_t first, int64_t last) {
  const Finish<Number>& f = layer.finish;
  const Finisher<Number> finish(f);
  const int64_t R = 2 * layer.resolution, S = side(R), T = R + 3, step = stride(layer.outputs);
  const __m512 f0 = _mm512_set1_ps(filter[0]), f1 = _mm512_set1_ps(filter[1]), f2 = _mm512_set1_ps(filter[2]), f3 = _mm512_set1_ps(filter[3]);
  const auto four = [&](__m512 a, __m512 b, __m512 c, __m512 d) {
    return _mm512_fmadd_ps(a, f0, _mm512_fmadd_ps(b, f1, _mm512_fmadd_ps(c, f2, _mm512_mul_ps(d, f3))));
  };
  for (int64_t row = first; row < last; row += 2)
    for (int64_t o = 0; o < layer.outputs; o += 16) {
      const __m512 scale = _mm512_loadu_ps(f.scale + o), bias = _mm512_loadu_ps(f.bias + o), next = _mm512_loadu_ps(f.next + o);
      const Number* from = t + row * T * step + o;
      Number* to = f.y + (row + 1) * S * step + o;
      // Two rows of y read five of t. First down the columns; then along the row, over the last four columns.
      __m512 upper[4] = {}, lower[4] = {};
      for (int64_t column = 0; column < T; column++, from += step) {
        const __m512 a = widen(from), b = widen(from + T * step), c = widen(from + 2 * T * step), d = widen(from + 3 * T * step), e = widen(from + 4 * T * step);
        upper[0] = upper[1], upper[1] = upper[2], upper[2] = upper[3], upper[3] = four(a, b, c, d);
        lower[0] = lower[1], lower[1] = lower[2], lower[2] = lower[3], lower[3] = four(b, c, d, e);
        if (column < 3) continue;
        const int64_t x = column - 3;
        const float* noise = f.noise ? f.noise + row * R + x : nullptr;
        to += step;
        const __m512 y0 = finish(four(upper[0], upper[1], upper[2], upper[3]), scale, bias, _mm512_set1_ps(noise ? noise[0] : 0));
        const __m512 y1 = finish(four(lower[0], lower[1], lower[2], lower[3]), scale, bias, _mm512_set1_ps(noise ? noise[R] : 0));
        narrow(_mm512_mul_ps(y0, next), to);
        narrow(_mm512_mul_ps(y1, next), to + S * step);
      }
    }
}

void add_picture(const Picture& p, int64_t first, int64_t last, float* scratch, float* out) {
  const int64_t R = p.resolution, H = R / 2;
  for (int64_t row = first; row < last; row++) {
    float* to = out + row * R;
    for (int64_t column = 0; column < R; column++) to[column] = p.bias;
    for (int64_t g = 0; g < p.groups; g++)
      for (int64_t column = 0; column < R; column++) to[column] += p.sums[g * p.stride + row * R + column];
    for (int64_t column = 0; column < R; column++) to[column] = to[column] > p.limit ? p.limit : to[column] < -p.limit ? -p.limit : to[column];
    if (!p.before) continue;
    // Even pixels see taps 0 and 2 of the pixel before their own and their own, odd ones taps 1 and 3 of their own and the one after.
    const int64_t odd = row & 1, above = row / 2 + odd - 1;
    const float upper = above >= 0 ? p.filter[odd] : 0, lower = above + 1 < H ? p.filter[odd + 2] : 0;
    const float *a = p.before + (above >= 0 ? above : 0) * H, *b = p.before + (above + 1 < H ? above + 1 : above) * H;
    scratch[0] = scratch[H + 1] = 0;
    for (int64_t column = 0; column < H; column++) scratch[column + 1] = upper * a[column] + lower * b[column];
    for (int64_t column = 0; column < H; column++) {
      to[2 * column] += p.filter[0] * scratch[column] + p.filter[2] * scratch[column + 1];
      to[2 * column + 1] += p.filter[1] * scratch[column + 1] + p.filter[3] * scratch[column + 2];
    }
  }
}

#define IMAGO_FUSED_FOR(Number)                                                                        \
  template void pack<Number>(const float*, int64_t, int64_t, int64_t, Number*);                        \
  template void convolve<Number>(const Layer<Number>&, int64_t, int64_t, int64_t, int64_t, float*);    \
  template void transpose<Number>(const Layer<Number>&, int64_t, int64_t, int64_t, int64_t, Number*);  \
  template void filter_rows<Number>(const Layer<Number>&, const Number*, const float*, int64_t, int64_t);
IMAGO_FUSED_FOR(bf16)
IMAGO_FUSED_FOR(float)

}  // namespace imago::fused
