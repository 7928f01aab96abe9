// The products with AVX-512: 12 pixels x 32 outputs stay in 24 registers; an input channel of a pixel, or in bf16 a pair of them, is spread over a
// register and multiplied with those of 16 outputs at a time.
#include <immintrin.h>

#include "product.h"

namespace imago::fused {
namespace {

constexpr int Pixels = 12;

inline int32_t bits(const char* from) {
  int32_t read;
  __builtin_memcpy(&read, from, sizeof read);
  return read;
}

// How 32 bits of a pixel, two channels in bf16 or one in fp32, meet the weights of 16 outputs; and how far those of the other 16 are.
template <class Number>
struct Step;

template <>
struct Step<bf16> {
  static constexpr int64_t Half = WeightTile / 2;
  static __m512 add(__m512 sum, int32_t pixel, const bf16* weight) {
    return _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi32(pixel), (__m512bh)_mm512_loadu_si512(weight));
  }
};

template <>
struct Step<float> {
  static constexpr int64_t Half = OutputBlock / 2;
  static __m512 add(__m512 sum, int32_t pixel, const float* weight) { return _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_set1_epi32(pixel)), _mm512_loadu_ps(weight), sum); }
};

template <class Number>
void multiply(const Number* x, int64_t stride, int64_t channels, const Number* weight, const Taps& taps, float* sums) {
  __m512 sum[Pixels][2];
#pragma GCC unroll 12
  for (int p = 0; p < Pixels; p++) sum[p][0] = sum[p][1] = _mm512_setzero_ps();

  const int64_t row = stride * sizeof(Number);
  for (int64_t block = 0; block < channels; block += InputBlock, weight += WeightTaps * WeightTile)
    for (int64_t t = 0; t < taps.count; t++) {
      const Number* w = weight + taps.weight[t] * WeightTile;
      // Every third pixel has a pointer of its own, which the others reach with the processor's scaled addresses. The compiler would make
      // twelve and have to store them: it must not see how they are related.
      const char* pixel[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        pixel[i] = reinterpret_cast<const char*>(x + taps.offset[t] + block) + 3 * i * row;
        asm("" : "+r"(pixel[i]));
      }
      constexpr int Steps = InputBlock * sizeof(Number) / 4;
#pragma GCC unroll 32
      for (int step = 0; step < Steps; step++) {
        const Number* w0 = w + step * 32;
#pragma GCC unroll 12
        for (int p = 0; p < Pixels; p++) {
          const int32_t both = bits(pixel[p / 3] + p % 3 * row + 4 * step);
          sum[p][0] = Step<Number>::add(sum[p][0], both, w0);
          sum[p][1] = Step<Number>::add(sum[p][1], both, w0 + Step<Number>::Half);
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

const Product<bf16> product_bf16 = {"avx512-bf16", Pixels, nothing, multiply<bf16>, nothing};
const Product<float> product_fp32 = {"avx512", Pixels, nothing, multiply<float>, nothing};

}  // namespace

const Product<float>* avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") ? &product_fp32 : nullptr;
}

const Product<bf16>* avx512_bf16() { return avx512() && __builtin_cpu_supports("avx512bf16") ? &product_bf16 : nullptr; }

}  // namespace imago::fused
