// Bias, leaky ReLU, gain and clamp in one pass over memory, for the CPU:
//
//   y = clamp(gain · act(x + b), ±limit),  act(v) = v for v > 0, else slope · v     (slope 1: linear, 0: ReLU)
//
// The derivative needs only y: its sign is the sign of x + b, and |y| = limit where the clamp bit. As an operator of dy,
//
//   dx = dy · gain · (y > 0 ? 1 : slope) where |y| < limit, else 0,
//
// it is linear in dy and constant in y almost everywhere, so it is its own derivative: the two are closed under differentiation.
// As five separate operators of libtorch, the backward pass of the clamp alone costs more than a convolution, because
// comparisons and choices of bf16 numbers are not vectorised there.
#include <ATen/Parallel.h>

#include <limits>

#include "border.h"
#include "vectorised.h"

namespace {

using at::Tensor;
using imago::narrow;
using imago::widen;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Shape {
  double slope, gain, limit;
};

#define FORWARD(T, W)                                                                                                       \
  IMAGO_VECTORISED void forward_row(const T* __restrict__ x, const W* __restrict__ bias, bool each, T* __restrict__ y,      \
                                    int64_t count, W slope, W gain, W limit) {                                              \
    if (each)                                                                                                               \
      for (int64_t i = 0; i < count; i++) {                                                                                 \
        W v = widen(x[i]) + bias[i];                                                                                        \
        v = (v > 0 ? v : v * slope) * gain;                                                                                 \
        v = v > limit ? limit : v;                                                                                          \
        y[i] = narrow<T>(v < -limit ? -limit : v);                                                                          \
      }                                                                                                                     \
    else                                                                                                                    \
      for (int64_t i = 0; i < count; i++) {                                                                                 \
        W v = widen(x[i]) + *bias;                                                                                          \
        v = (v > 0 ? v : v * slope) * gain;                                                                                 \
        v = v > limit ? limit : v;                                                                                          \
        y[i] = narrow<T>(v < -limit ? -limit : v);                                                                          \
      }                                                                                                                     \
  }                                                                                                                         \
  IMAGO_VECTORISED void backward_row(const T* __restrict__ dy, const T* __restrict__ y, T* __restrict__ dx, int64_t count,  \
                                     W slope, W gain, W limit) {                                                            \
    for (int64_t i = 0; i < count; i++) {                                                                                   \
      W v = widen(y[i]), d = widen(dy[i]) * gain;                                                                           \
      d = v > 0 ? d : d * slope;                                                                                            \
      dx[i] = narrow<T>((v < 0 ? -v : v) < limit ? d : W(0));                                                               \
    }                                                                                                                       \
  }

// target_clones does not go with templates: a copy for each type.
FORWARD(double, double)
FORWARD(float, float)
FORWARD(c10::BFloat16, float)
FORWARD(c10::Half, float)

// The layout in which memory can be walked from front to back.
at::MemoryFormat dense_format(const Tensor& x) {
  return x.dim() == 4 && !x.is_contiguous() && x.is_contiguous(at::MemoryFormat::ChannelsLast) ? at::MemoryFormat::ChannelsLast
                                                                                                : at::MemoryFormat::Contiguous;
}

template <class T>
void forward_dense(const Tensor& x, const Tensor& bias, const Tensor& y, const Shape& s) {
  using W = typename imago::wide_type<T>::type;
  const T* from = x.data_ptr<T>();
  T* to = y.data_ptr<T>();
  const W* b = bias.data_ptr<W>();
  const int64_t channels = x.size(1), total = x.numel();
  // Channels run fastest (channels last, or [N, C]), or each channel of each picture is a stretch of its own.
  const bool each = dense_format(x) == at::MemoryFormat::ChannelsLast || x.dim() == 2;
  const int64_t row = each ? channels : total / std::max<int64_t>(1, x.size(0) * channels);
  at::parallel_for(0, total / std::max<int64_t>(1, row), std::max<int64_t>(1, 32768 / std::max<int64_t>(1, row)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; r++)
      forward_row(from + r * row, each ? b : b + r % channels, each, to + r * row, row, W(s.slope), W(s.gain), W(s.limit));
  });
}

template <class T>
void backward_dense(const Tensor& dy, const Tensor& y, const Tensor& dx, const Shape& s) {
  using W = typename imago::wide_type<T>::type;
  const T *from = dy.data_ptr<T>(), *output = y.data_ptr<T>();
  T* to = dx.data_ptr<T>();
  // Where the clamp bit, y is the limit as this type rounds it.
  const W limit = widen(narrow<T>(W(s.limit)));
  at::parallel_for(0, y.numel(), 32768, [&](int64_t begin, int64_t end) {
    backward_row(from + begin, output + begin, to + begin, end - begin, W(s.slope), W(s.gain), limit);
  });
}

Tensor bias_act_input(const Tensor& dy, const Tensor& y, double slope, double gain, double limit);

void save(AutogradContext* context, const Shape& s) {
  context->saved_data["slope"] = s.slope;
  context->saved_data["gain"] = s.gain;
  context->saved_data["limit"] = s.limit;
}

struct BiasAct : torch::autograd::Function<BiasAct> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& bias, const Shape& s) {
    auto dense = x.contiguous(dense_format(x));
    auto y = at::empty_like(dense);
    AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, x.scalar_type(), "imago::bias_act", [&] {
      forward_dense<scalar_t>(dense, bias.to(c10::CppTypeToScalarType<typename imago::wide_type<scalar_t>::type>::value).contiguous(), y, s);
    });
    context->save_for_backward({y, bias});
    save(context, s);
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto dx = bias_act_input(gradients[0], saved[0], context->saved_data["slope"].toDouble(), context->saved_data["gain"].toDouble(),
                             context->saved_data["limit"].toDouble());
    Tensor db;
    if (context->needs_input_grad(1)) {
      std::vector<int64_t> others;
      for (int64_t d = 0; d < dx.dim(); d++)
        if (d != 1) others.push_back(d);
      db = dx.sum(others, false, saved[1].scalar_type());
    }
    return {dx, db, Tensor()};
  }
};

struct BiasActInput : torch::autograd::Function<BiasActInput> {
  static Tensor forward(AutogradContext* context, const Tensor& dy, const Tensor& y, const Shape& s) {
    auto format = dense_format(y);
    auto output = y.contiguous(format);
    auto gradient = dy.to(y.scalar_type()).contiguous(format);
    auto dx = at::empty_like(output);
    AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, y.scalar_type(), "imago::bias_act_input", [&] {
      backward_dense<scalar_t>(gradient, output, dx, s);
    });
    context->save_for_backward({y});
    save(context, s);
    return dx;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto ddy = bias_act_input(gradients[0], context->get_saved_variables()[0], context->saved_data["slope"].toDouble(),
                              context->saved_data["gain"].toDouble(), context->saved_data["limit"].toDouble());
    return {ddy, Tensor(), Tensor()};
  }
};

Tensor bias_act(const Tensor& x, const Tensor& bias, double slope, double gain, double limit) {
  TORCH_CHECK(x.device().is_cpu(), "imago::bias_act works on the CPU, this tensor lies on ", x.device());
  TORCH_CHECK(x.dim() >= 2 && bias.dim() == 1 && bias.size(0) == x.size(1), "imago::bias_act takes x [N, C, ...] and a bias [C], but got ",
              x.sizes(), " and ", bias.sizes());
  TORCH_CHECK(gain > 0 && slope >= 0 && limit > 0, "imago::bias_act takes a gain and a limit above 0 and a slope from 0 on, but got ", gain, ", ", limit, " and ", slope);
  return BiasAct::apply(x, bias, Shape{slope, gain, limit});
}

// Right wherever y came from bias_act; y is taken as constant.
Tensor bias_act_input(const Tensor& dy, const Tensor& y, double slope, double gain, double limit) {
  return BiasActInput::apply(dy, y.detach(), Shape{slope, gain, limit});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(imago, library) {
  library.def("bias_act(Tensor x, Tensor bias, float slope, float gain, float limit) -> Tensor", bias_act);
}
