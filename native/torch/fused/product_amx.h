// The product with AMX: 32 pixels x 32 outputs stay in four tiles of 16 x 16 sums. Tiles 4 and 5 hold 16 pixels x 32 input channels
// each, tiles 6 and 7 the weights of 16 pairs of input channels x 16 outputs each.
//
// Included with TILE_ZERO, TILE_LOAD, TILE_STORE and TILE_MULTIPLY defined: as instructions, or as their emulation.
#pragma once
#include "product.h"

namespace imago::fused {
namespace {

constexpr int Pixels = 32;

void multiply(const bf16* x, int64_t stride, int64_t channels, const bf16* weight, const Taps& taps, float* sums) {
  const int64_t row = stride * sizeof(bf16);
  TILE_ZERO(0);
  TILE_ZERO(1);
  TILE_ZERO(2);
  TILE_ZERO(3);
  for (int64_t block = 0; block < channels; block += InputBlock, weight += WeightTaps * WeightTile)
    for (int64_t t = 0; t < taps.count; t++) {
      const bf16* from = x + taps.offset[t] + block;
      const bf16* w = weight + taps.weight[t] * WeightTile;
      TILE_LOAD(6, w, 64);
      TILE_LOAD(4, from, row);
      TILE_MULTIPLY(0, 4, 6);
      TILE_LOAD(7, w + WeightTile / 2, 64);
      TILE_MULTIPLY(1, 4, 7);
      TILE_LOAD(5, from + 16 * stride, row);
      TILE_MULTIPLY(2, 5, 6);
      TILE_MULTIPLY(3, 5, 7);
    }
  constexpr int64_t SumRow = OutputBlock * sizeof(float);
  TILE_STORE(0, sums, SumRow);
  TILE_STORE(1, sums + 16, SumRow);
  TILE_STORE(2, sums + 16 * OutputBlock, SumRow);
  TILE_STORE(3, sums + 16 * OutputBlock + 16, SumRow);
}

}  // namespace
}  // namespace imago::fused
