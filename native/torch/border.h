// What every source file of this library needs at the border: conversions between handles and libtorch's own types, and
// a guard that turns any exception into a message.
#pragma once
#include <torch/torch.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#include "imago_torch.h"

namespace imago {

inline at::Tensor& unwrap(imago_tensor* tensor) { return *reinterpret_cast<at::Tensor*>(tensor); }
inline const at::Tensor& unwrap(const imago_tensor* tensor) { return *reinterpret_cast<const at::Tensor*>(tensor); }
inline imago_tensor* wrap(at::Tensor tensor) { return reinterpret_cast<imago_tensor*>(new at::Tensor(std::move(tensor))); }

inline at::Generator& unwrap(imago_generator* generator) { return *reinterpret_cast<at::Generator*>(generator); }
inline const at::Generator& unwrap(const imago_generator* generator) { return *reinterpret_cast<const at::Generator*>(generator); }

// A gradient that libtorch knows to be zero (of sgn, for one) may be a tensor without memory behind it: give it some.
inline at::Tensor materialised(at::Tensor tensor) { return tensor._is_zerotensor() ? tensor.clone() : tensor; }

inline imago_text* text(const char* message) {
  size_t length = std::strlen(message) + 1;
  auto copy = static_cast<char*>(std::malloc(length));
  if (copy) std::memcpy(copy, message, length);
  return copy;
}

// Runs the body; any exception becomes its message. libtorch's own errors are given without their C++ frames.
template <class Body>
imago_text* guarded(Body&& body) {
  try {
    body();
    return nullptr;
  } catch (const c10::Error& error) {
    return text(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return text("out of memory");
  } catch (const std::exception& error) {
    return text(error.what());
  } catch (...) {
    return text("an unknown C++ exception");
  }
}

}  // namespace imago
