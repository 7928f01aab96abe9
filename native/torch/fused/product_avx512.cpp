// The product with AVX512-BF16: 12 pixels x 32 outputs stay in 24 registers; each pair of input channels of a pixel is spread over a
// register and multiplied with the pairs of 16 outputs at a time.
#include <immintrin.h>

#include "product.h"

namespace imago::fused {
namespace {

constexpr int Pixels = 12;

// Two input channels of a pixel, in all places of a register.
inline __m512bh spread(const char* from) {
  int32_t both;
  __builtin_memcpy(&both, from, sizeof both);
  return (__m512bh)_mm512_set1_epi32(both);
}

void multiply(const bf16* x, int64_t stride, int64_t channels, const bf16* weight, const Taps& taps, float* sums) {
  __m512 sum[Pixels][2];
#pragma GCC unroll 12
  for (int p = 0; p < Pixels; p++) sum[p][0] = sum[p][1] = _mm512_setzero_ps();

  const int64_t row = stride * sizeof(bf16);
  for (int64_t block = 0; block < channels; block += InputBlock, weight += WeightTaps * WeightTile)
    for (int64_t t = 0; t < taps.count; t++) {
      const bf16* w = weight + taps.weight[t] * WeightTile;
      // Every third pixel has a pointer of its own, which the others reach with the processor's scaled addresses. The compiler would make
      // twelve and have to store them: it must not see how they are related.
      const char* pixel[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        pixel[i] = reinterpret_cast<const char*>(x + taps.offset[t] + block) + 3 * i * row;
        asm("" : "+r"(pixel[i]));
      }
#pragma GCC unroll 16
      for (int pair = 0; pair < InputBlock / 2; pair++) {
        const auto w0 = (__m512bh)_mm512_loadu_si512(w + pair * 32), w1 = (__m512bh)_mm512_loadu_si512(w + WeightTile / 2 + pair * 32);
#pragma GCC unroll 12
        for (int p = 0; p < Pixels; p++) {
          const __m512bh both = spread(pixel[p / 3] + p % 3 * row + 4 * pair);
          sum[p][0] = _mm512_dpbf16_ps(sum[p][0], both, w0);
          sum[p][1] = _mm512_dpbf16_ps(sum[p][1], both, w1);
        }
      }
    }
#pragma GCC unroll 12
  for (int p = 0; p < Pixels; p++) {
    _mm512_storeu_ps(sums + p * OutputBlock, sum[p][0]);
    _mm512_storeu_ps(sums + p * OutputBlock + 16, sum[p][1]);
  }
}

void nothing() {}

const Product product = {"avx512-bf16", Pixels, nothing, multiply, nothing};

}  // namespace

const Product* avx512() {
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") ? &product : nullptr;
}

}  // namespace imago::fused
