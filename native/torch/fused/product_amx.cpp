// AMX for real. The operating system lends a process the tile registers on request.
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cpuid.h>

#define TILE_ZERO(tile) _tile_zero(tile)
#define TILE_LOAD(tile, from, stride) _tile_loadd(tile, from, stride)
#define TILE_STORE(tile, to, stride) _tile_stored(tile, to, stride)
#define TILE_MULTIPLY(sum, a, b) _tile_dpbf16ps(sum, a, b)
#include "product_amx.h"

namespace imago::fused {
namespace {

struct alignas(64) TileConfiguration {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

void begin() {
  static const TileConfiguration all_of_16_rows;
  _tile_loadconfig(&all_of_16_rows);
}

void end() { _tile_release(); }

const Product<bf16> product = {"amx", Pixels, begin, multiply, end};

bool processor_has_it() {
  unsigned a, b, c, d;
  constexpr unsigned AmxBf16 = 1u << 22, AmxTile = 1u << 24;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & AmxBf16) && (d & AmxTile);
}

bool system_lends_it() {
  constexpr long RequestPermission = 0x1023, TileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  return syscall(SYS_arch_prctl, RequestPermission, TileData) == 0;
}

}  // namespace

const Product<bf16>* amx() {
  static const bool usable = avx512_bf16() && processor_has_it() && system_lends_it();
  return usable ? &product : nullptr;
}

}  // namespace imago::fused
