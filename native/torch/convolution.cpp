// Three convolution operators that are closed under differentiation.
//
//   convolution         y  = x * weight             derivatives: convolution_input, convolution_weight
//   convolution_input   dx = adjoint in x           derivatives: convolution, convolution_weight
//   convolution_weight  dw = adjoint in weight      derivatives: convolution, convolution_input
//
// Each is bilinear in its two tensors, so the derivatives of each are the other two, to any order. Why not conv2d and
// conv_transpose2d: in bf16 on a CPU, libtorch 1.13's transposed convolution silently computes an ordinary one, and the
// second derivative of conv2d goes through it. The adjoints here are at::convolution_backward's, which are right.
#include "border.h"

namespace {

using at::IntArrayRef;
using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Geometry {
  std::vector<int64_t> stride, padding;
  int64_t groups;

  void save(AutogradContext* context) const {
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["groups"] = groups;
  }
  static Geometry load(AutogradContext* context) {
    return {context->saved_data["stride"].toIntVector(), context->saved_data["padding"].toIntVector(),
            context->saved_data["groups"].toInt()};
  }
};

// libtorch's convolution wants its two tensors in one memory format; autograd may hand over any.
Tensor like(const Tensor& t, const Tensor& other) {
  return t.contiguous(other.suggest_memory_format());
}

// A tensor that only lends its shape, type and memory format to convolution_backward.
Tensor shape_only(IntArrayRef size, const Tensor& like) {
  auto format = like.suggest_memory_format();
  return at::empty(size, like.options().memory_format(format));
}

Tensor convolution(const Tensor& x, const Tensor& weight, IntArrayRef stride, IntArrayRef padding, int64_t groups);
Tensor convolution_input(const Tensor& dy, const Tensor& weight, IntArrayRef size, IntArrayRef stride, IntArrayRef padding, int64_t groups);
Tensor convolution_weight(const Tensor& dy, const Tensor& x, IntArrayRef size, IntArrayRef stride, IntArrayRef padding, int64_t groups);

struct Convolution : torch::autograd::Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Geometry& g) {
    context->save_for_backward({x, weight});
    g.save(context);
    return at::convolution(x, weight, {}, g.stride, g.padding, {1, 1}, false, {0, 0}, g.groups);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto g = Geometry::load(context);
    const Tensor &x = saved[0], &weight = saved[1];
    // What comes back from an fp32 layer lies as that layer had it: bring it into the format of this one.
    const Tensor dy = like(gradients[0], x);
    return {context->needs_input_grad(0) ? convolution_input(dy, weight, x.sizes(), g.stride, g.padding, g.groups) : Tensor(),
            context->needs_input_grad(1) ? convolution_weight(dy, x, weight.sizes(), g.stride, g.padding, g.groups) : Tensor(),
            Tensor()};
  }
};

struct ConvolutionInput : torch::autograd::Function<ConvolutionInput> {
  static Tensor forward(AutogradContext* context, const Tensor& dy, const Tensor& weight, const std::vector<int64_t>& size, const Geometry& g) {
    context->save_for_backward({dy, weight});
    g.save(context);
    return std::get<0>(at::convolution_backward(dy, shape_only(size, dy), weight, c10::nullopt, g.stride, g.padding, {1, 1},
                                                false, {0, 0}, g.groups, {true, false, false}));
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto g = Geometry::load(context);
    const Tensor &ddx = gradients[0], &dy = saved[0], &weight = saved[1];
    return {context->needs_input_grad(0) ? convolution(ddx, weight, g.stride, g.padding, g.groups) : Tensor(),
            context->needs_input_grad(1) ? convolution_weight(dy, ddx, weight.sizes(), g.stride, g.padding, g.groups) : Tensor(),
            Tensor(), Tensor()};
  }
};

struct ConvolutionWeight : torch::autograd::Function<ConvolutionWeight> {
  static Tensor forward(AutogradContext* context, const Tensor& dy, const Tensor& x, const std::vector<int64_t>& size, const Geometry& g) {
    context->save_for_backward({dy, x});
    g.save(context);
    return std::get<1>(at::convolution_backward(dy, x, shape_only(size, x), c10::nullopt, g.stride, g.padding, {1, 1}, false,
                                                {0, 0}, g.groups, {false, true, false}));
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto g = Geometry::load(context);
    const Tensor &ddw = gradients[0], &dy = saved[0], &x = saved[1];
    return {context->needs_input_grad(0) ? convolution(x, ddw, g.stride, g.padding, g.groups) : Tensor(),
            context->needs_input_grad(1) ? convolution_input(dy, ddw, x.sizes(), g.stride, g.padding, g.groups) : Tensor(),
            Tensor(), Tensor()};
  }
};

Tensor convolution(const Tensor& x, const Tensor& weight, IntArrayRef stride, IntArrayRef padding, int64_t groups) {
  return Convolution::apply(x, weight, Geometry{stride.vec(), padding.vec(), groups});
}

Tensor convolution_input(const Tensor& dy, const Tensor& weight, IntArrayRef size, IntArrayRef stride, IntArrayRef padding, int64_t groups) {
  return ConvolutionInput::apply(dy, weight, size.vec(), Geometry{stride.vec(), padding.vec(), groups});
}

Tensor convolution_weight(const Tensor& dy, const Tensor& x, IntArrayRef size, IntArrayRef stride, IntArrayRef padding, int64_t groups) {
  return ConvolutionWeight::apply(like(dy, x), x, size.vec(), Geometry{stride.vec(), padding.vec(), groups});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(imago, library) {
  library.def("convolution(Tensor x, Tensor weight, int[] stride, int[] padding, int groups) -> Tensor", convolution);
  library.def("convolution_input(Tensor dy, Tensor weight, int[] size, int[] stride, int[] padding, int groups) -> Tensor", convolution_input);
  library.def("convolution_weight(Tensor dy, Tensor x, int[] size, int[] stride, int[] padding, int groups) -> Tensor", convolution_weight);
}
