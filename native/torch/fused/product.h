// The inner product of a convolution of bf16 numbers: a block of pixels times a block of output channels, summed over taps and input
// channels in fp32. One for each kind of processor; everything around it is shared.
#pragma once
#include <cstdint>

namespace imago::fused {

using bf16 = uint16_t;  // the upper half of a float

constexpr int64_t InputBlock = 32;    // input channels come in multiples of this
constexpr int64_t OutputBlock = 32;   // so do output channels
constexpr int64_t MostPixels = 32;    // of any product
constexpr int64_t WeightTaps = 9;     // of a packed weight, 3 x 3
constexpr int64_t WeightTile = InputBlock * OutputBlock;  // numbers of a packed weight that one tap takes at a time

// Where the taps of a kernel lie: tap t multiplies the pixel at x + tap[t] with weight number order[t] of a block.
struct Taps {
  int64_t count;
  int64_t offset[WeightTaps];  // in numbers, from the pixel in question
  int64_t weight[WeightTaps];  // which tap of the packed weight
};

struct Product {
  const char* name;
  int64_t pixels;  // in a block
  void (*begin)();  // before a thread's first product
  // x: bf16, a pixel every stride numbers. weight: of these outputs, [channels / 32][9 taps][2 halves][16 pairs of channels][16 outputs][2]: so the
  // pixels' 32 channels stay in the first cache for all taps, and the weight is read from front to back. sums: fp32 [pixels][32].
  void (*multiply)(const bf16* x, int64_t stride, int64_t channels, const bf16* weight, const Taps& taps, float* sums);
  void (*end)();  // after a thread's last
};

// Null where the processor, the operating system or the compiler lacks the instructions.
const Product* amx();
const Product* avx512();
// The code of amx() with its eight tile registers as arrays: slow, for tests on processors without AMX.
const Product* emulated_amx();

}  // namespace imago::fused
