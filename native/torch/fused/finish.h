// The end of a layer for 16 output channels of a pixel, in registers.
#pragma once
#include <immintrin.h>

#include "layer.h"

namespace imago::fused {

inline __m512 widen(const bf16* from) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))), 16));
}

inline __m512 widen(const float* from) { return _mm512_loadu_ps(from); }

inline void narrow(__m512 value, float* to) { _mm512_storeu_ps(to, value); }

inline void narrow(__m512 value, bf16* to) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), (__m256i)_mm512_cvtneps_pbh(value)); }

template <class Number>
struct Finisher {
  __m512 slope, gain, limit, floor;

  explicit Finisher(const Finish<Number>& f)
      : slope(_mm512_set1_ps(f.slope)), gain(_mm512_set1_ps(f.gain)), limit(_mm512_set1_ps(f.limit)), floor(_mm512_set1_ps(-f.limit)) {}

  // clamp(gain * leaky(sums * scale + noise + bias)). Minimum and maximum give their second operand where one is not a number: so it stays.
  __m512 operator()(__m512 sums, __m512 scale, __m512 bias, __m512 noise) const {
    __m512 v = _mm512_fmadd_ps(sums, scale, _mm512_add_ps(bias, noise));
    v = _mm512_mul_ps(_mm512_max_ps(_mm512_mul_ps(v, slope), v), gain);
    return _mm512_max_ps(floor, _mm512_min_ps(limit, v));
  }
};

}  // namespace imago::fused
