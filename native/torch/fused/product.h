// The inner product of a convolution: a block of pixels times a block of output channels, summed over taps and input channels in fp32. One for each
// type of number and kind of processor; everything around it is shared.
#pragma once
#include <cstdint>

namespace imago::fused {

using bf16 = uint16_t;  // the upper half of a float; the other type of numbers is float itself

constexpr int64_t InputBlock = 32;    // input channels come in multiples of this
constexpr int64_t OutputBlock = 32;   // so do output channels
constexpr int64_t MostPixels = 32;    // of any product
constexpr int64_t WeightTaps = 9;     // of a packed weight, 3 x 3
constexpr int64_t WeightTile = InputBlock * OutputBlock;  // numbers of a packed weight that one tap takes at a time

// Where in such a tile the weight of an input and an output channel stands: for bf16 [2 halves][16 pairs of channels][16 outputs][2], else [32 channels][32 outputs].
template <class Number>
inline int64_t place(int64_t channel, int64_t output);
template <>
inline int64_t place<bf16>(int64_t channel, int64_t output) { return output / 16 * (WeightTile / 2) + channel / 2 * 32 + output % 16 * 2 + channel % 2; }
template <>
inline int64_t place<float>(int64_t channel, int64_t output) { return channel * OutputBlock + output; }

// Where the taps of a kernel lie: tap t multiplies the pixel at x + offset[t] with tap number weight[t] of a block's weight.
struct Taps {
  int64_t count;
  int64_t offset[WeightTaps];  // in numbers, from the pixel in question
  int64_t weight[WeightTaps];  // which tap of the packed weight
};

template <class Number>
struct Product {
  const char* name;
  int64_t pixels;  // in a block
  void (*begin)();  // before a thread's first product
  // x: a pixel every stride numbers. weight: of these outputs, [channels / 32][9 taps][1024]: so the pixels' 32 channels stay in the first cache for all
  // taps, and the weight is read from front to back. sums: fp32 [pixels][32].
  void (*multiply)(const Number* x, int64_t stride, int64_t channels, const Number* weight, const Taps& taps, float* sums);
  void (*end)();  // after a thread's last
};

// Null where the processor, the operating system or the compiler lacks the instructions.
const Product<bf16>* amx();
const Product<bf16>* avx512_bf16();
const Product<float>* avx512();
// The code of amx() with its eight tile registers as arrays: slow, for tests on processors without AMX.
const Product<bf16>* emulated_amx();

}  // namespace imago::fused
