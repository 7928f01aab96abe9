// Loops that the compiler turns into vector instructions, once for each kind of processor, chosen when the library is loaded; and
// 16-bit numbers in a form that such loops can convert.
#pragma once
#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
// Levels of features, not names of processors: "arch=skylake-avx512" would leave out every AMD one.
#define IMAGO_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define IMAGO_VECTORISED
#endif

namespace imago {

// The type in which sums are taken: double for double, else float.
template <class T>
struct wide_type {
  using type = float;
};
template <>
struct wide_type<double> {
  using type = double;
};

inline double widen(double value) { return value; }
inline float widen(float value) { return value; }
inline float widen(c10::Half value) { return static_cast<float>(value); }
inline float widen(c10::BFloat16 value) {
  uint32_t bits = static_cast<uint32_t>(value.x) << 16;
  float wide;
  std::memcpy(&wide, &bits, sizeof wide);
  return wide;
}

template <class T>
inline T narrow(typename wide_type<T>::type value) {
  return static_cast<T>(value);
}
// Round to nearest, ties to even, without a branch; NaN stays NaN.
template <>
inline c10::BFloat16 narrow<c10::BFloat16>(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  uint32_t quiet = 0x7fc0;
  bool number = (bits & 0x7fffffff) <= 0x7f800000;
  return c10::BFloat16(static_cast<uint16_t>(number ? rounded : quiet), c10::BFloat16::from_bits());
}

}  // namespace imago
