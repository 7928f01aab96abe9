// A layer of the synthesis network, computed in one go: modulated 3x3 convolution, noise, bias, leaky ReLU, gain, clamp, what ToRGB reads
// of it, and the style of the next layer. One sample at a time; no libtorch here, since this is compiled for processors with AVX-512.
//
// Activations are bf16 or fp32 [(R + 2)^2 + 64, stride]: pixels row by row with a border of one zero pixel, then some room, for a product takes its
// pixels in blocks. They carry the style of the layer that reads them. Channels are a multiple of 32; what was added to them is zero.
#pragma once
#include "product.h"

namespace imago::fused {

constexpr int64_t Room = 64;      // pixels behind the last row
constexpr int64_t MostChunk = 256;  // pixels that a thread takes at once: their activations stay in its cache
constexpr int64_t MostColours = 4;

// Numbers from pixel to pixel. Pixels a power of two apart fall into the same few lines of the first cache, and drive each other out of it.
inline int64_t stride(int64_t channels) { return channels < 256 ? channels : channels + 32; }

inline int64_t side(int64_t resolution) { return resolution + 2; }

// What happens to the sums of a convolution. Vectors have one number an output channel.
template <class Number>
struct Finish {
  const float* scale;  // demodulation
  const float* bias;
  const float* noise;  // [R, R], or null
  float slope, gain, limit;
  const float* next;  // style of the layer that reads y, or null where none does
  Number* y;            // activations of R x R
  int64_t colours;    // 0 where no ToRGB reads this layer
  const float* rgb;   // [colours, outputs]: ToRGB's weight times its style
};

template <class Number>
struct Layer {
  const Product<Number>* product;
  int64_t resolution;  // R, of x
  int64_t channels, outputs;
  const Number* x;
  const Number* weight;  // packed
  Finish<Number> finish;
};

// [outputs, channels, 3, 3] in fp32 -> [outputs / 32][channels / 32][9][1024], channels and outputs filled up with 0; of these only the part of one block of
// 32 outputs.
template <class Number>
void pack(const float* weight, int64_t outputs, int64_t channels, int64_t block, Number* packed);

// y = finish(x * weight) for pixels [first, last) of the rows of x, border included, and blocks [block, end) of 32 outputs.
// picture: [colours, R, R], the sum over these outputs; written, not added to.
template <class Number>
void convolve(const Layer<Number>& layer, int64_t first, int64_t last, int64_t block, int64_t end, float* picture);

// The transposed convolution with stride 2, t: [(2R + 3)^2, stride of outputs] with a border of zeros, for pixels [first, last) of a grid of R + 1 rows.
template <class Number>
void transpose(const Layer<Number>& layer, int64_t first, int64_t last, int64_t block, int64_t end, Number* t);

// y = finish(filter(t)) for rows [first, last) of the 2R x 2R of y; first and last are even. filter: 4 taps of each axis.
template <class Number>
void filter_rows(const Layer<Number>& layer, const Number* t, const float* filter, int64_t first, int64_t last);

// One colour of the picture that grows from block to block.
struct Picture {
  int64_t resolution;  // R
  const float* sums;   // what ToRGB read, in parts: groups x [R, R], stride numbers apart
  int64_t groups, stride;
  float bias, limit;
  const float* before;  // the picture of the block before, [R / 2, R / 2], or null
  const float* filter;  // 4 taps of each axis
};

// out = clamp(bias + sums) + the picture before, enlarged, for rows [first, last) of [R, R]. scratch: R / 2 + 2 numbers.
void add_picture(const Picture& picture, int64_t first, int64_t last, float* scratch, float* out);

}  // namespace imago::fused
