// What the tile instructions do, in plain loops (Intel's manual, volume 2: TILELOADD, TILESTORED, TDPBF16PS): a tile is 16 rows of 64
// bytes; a product adds to sum[m][n] the products of the pairs a[m][2k], a[m][2k + 1] with b[k][2n], b[k][2n + 1].
#include <cstring>

namespace {

thread_local unsigned char tiles[8][16][64];

float number(const unsigned char* at) {
  unsigned short upper;
  std::memcpy(&upper, at, sizeof upper);
  unsigned bits = static_cast<unsigned>(upper) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void tile_load(int tile, const void* from, long stride) {
  for (int row = 0; row < 16; row++) std::memcpy(tiles[tile][row], static_cast<const char*>(from) + row * stride, 64);
}

void tile_store(int tile, void* to, long stride) {
  for (int row = 0; row < 16; row++) std::memcpy(static_cast<char*>(to) + row * stride, tiles[tile][row], 64);
}

void tile_multiply(int sum, int a, int b) {
  for (int m = 0; m < 16; m++)
    for (int n = 0; n < 16; n++) {
      float total;
      std::memcpy(&total, tiles[sum][m] + 4 * n, sizeof total);
      for (int k = 0; k < 16; k++)
        for (int half = 0; half < 4; half += 2) total += number(tiles[a][m] + 4 * k + half) * number(tiles[b][k] + 4 * n + half);
      std::memcpy(tiles[sum][m] + 4 * n, &total, sizeof total);
    }
}

}  // namespace

#define TILE_ZERO(tile) std::memset(tiles[tile], 0, sizeof tiles[tile])
#define TILE_LOAD(tile, from, stride) tile_load(tile, from, stride)
#define TILE_STORE(tile, to, stride) tile_store(tile, to, stride)
#define TILE_MULTIPLY(sum, a, b) tile_multiply(sum, a, b)
#include "product_amx.h"

namespace imago::fused {
namespace {

void nothing() {}

const Product<bf16> product = {"amx-emulated", Pixels, nothing, multiply, nothing};

}  // namespace

// The code around the product needs AVX512-BF16 also here.
const Product<bf16>* emulated_amx() { return avx512_bf16() ? &product : nullptr; }

}  // namespace imago::fused
