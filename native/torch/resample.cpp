// Upsample, filter with a small FIR filter, downsample, of contiguous tensors on a CPU; docs/benchmarks.md compares it with libtorch's
// grouped convolution, which is slow on these and quick on channels last.
//
//   y[i, j] = Σ weight[p, q] · z[i·down_y - before_y + p, j·down_x - before_x + q],
//   z = x with up - 1 zeros after every pixel, and zero beyond its edges.
//
// It is linear in x, and its adjoint is the same operator with up and down exchanged and the filter turned round, so it is
// closed under differentiation. The filter is taken as constant.
//
// How: a tap (p, q) touches only every up-th pixel of a row of y, or every down-th of a row of x. Rows are split into these
// phases, so that a tap is one multiply-add over two contiguous stretches.
#include <ATen/OpMathType.h>
#include <ATen/Parallel.h>

#include "border.h"
#include "vectorised.h"


namespace {

using at::IntArrayRef;
using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

IMAGO_VECTORISED void multiply_add(float* __restrict__ y, const float* __restrict__ x, float weight, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += weight * x[i];
}
IMAGO_VECTORISED void multiply_add(double* __restrict__ y, const double* __restrict__ x, double weight, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += weight * x[i];
}

int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
int64_t floor_div(int64_t a, int64_t b) { return a >= 0 ? a / b : -ceil_div(-a, b); }

// What a column q of the filter does to a row: pixel i of y's phase takes pixel i + shift of x's phase, for i from first to last.
struct Tap {
  int64_t q, y_phase, x_phase, shift, first, last;
};

std::vector<Tap> taps(int64_t columns, int64_t up, int64_t down, int64_t before, int64_t x_width, int64_t y_width) {
  std::vector<Tap> found;
  for (int64_t q = 0; q < columns; q++)
    for (int64_t phase = 0; phase < up; phase++) {
      int64_t offset = phase * down - before + q;  // in z; either up or down is 1
      if (offset - floor_div(offset, up) * up != 0) continue;
      int64_t shift = up > 1 ? offset / up : floor_div(offset, down);
      int64_t x_phase = up > 1 ? 0 : offset - shift * down;
      int64_t first = std::max<int64_t>(0, -shift);
      int64_t last = std::min(ceil_div(y_width - phase, up), ceil_div(x_width - x_phase, down) - shift);
      if (first < last) found.push_back({q, phase, x_phase, shift, first, last});
    }
  return found;
}

template <class T>
void resample_planes(const Tensor& x, const Tensor& weight, const Tensor& y, IntArrayRef up, IntArrayRef down, IntArrayRef before) {
  using Sum = at::opmath_type<T>;
  const int64_t x_height = x.size(2), x_width = x.size(3), y_height = y.size(2), y_width = y.size(3);
  const int64_t filter_rows = weight.size(0), filter_columns = weight.size(1);
  const auto columns = taps(filter_columns, up[1], down[1], before[1], x_width, y_width);
  const int64_t x_phase_width = ceil_div(x_width, down[1]), y_phase_width = ceil_div(y_width, up[1]);
  const T* x_data = x.data_ptr<T>();
  T* y_data = y.data_ptr<T>();
  const Sum* w = weight.data_ptr<Sum>();
  const bool copy_x = down[1] > 1 || !std::is_same<T, Sum>::value, copy_y = up[1] > 1 || !std::is_same<T, Sum>::value;

  // The work is split into stretches of rows, so that few large pictures keep all threads busy too.
  const int64_t stretch = 32, stretches = ceil_div(y_height, stretch);
  const int64_t cost = std::max<int64_t>(1, stretch * y_width * filter_rows * filter_columns / up[0] / up[1]);
  at::parallel_for(0, x.size(0) * x.size(1) * stretches, std::max<int64_t>(1, 100000 / cost), [&](int64_t begin, int64_t end) {
    std::vector<Sum> x_copy, sums(up[1] * y_phase_width);
    for (int64_t item = begin; item < end; item++) {
      const int64_t plane = item / stretches, first = item % stretches * stretch, last = std::min(first + stretch, y_height);
      const T* x_plane = x_data + plane * x_height * x_width;

      // The rows of x that this stretch sees, phase after phase.
      const int64_t x_first = std::max<int64_t>(0, floor_div(first * down[0] - before[0], up[0]));
      const int64_t x_last = std::min(x_height, floor_div((last - 1) * down[0] - before[0] + filter_rows - 1, up[0]) + 1);
      if (copy_x && x_first < x_last) {
        x_copy.resize((x_last - x_first) * down[1] * x_phase_width);
        for (int64_t row = x_first; row < x_last; row++)
          for (int64_t phase = 0; phase < down[1]; phase++) {
            Sum* to = x_copy.data() + ((row - x_first) * down[1] + phase) * x_phase_width;
            const T* from = x_plane + row * x_width;
            for (int64_t j = phase; j < x_width; j += down[1]) *to++ = static_cast<Sum>(from[j]);
          }
      }
      for (int64_t i = first; i < last; i++) {
        T* y_row = y_data + (plane * y_height + i) * y_width;
        Sum* sum = copy_y ? sums.data() : reinterpret_cast<Sum*>(y_row);
        std::fill(sum, sum + (copy_y ? up[1] * y_phase_width : y_width), Sum(0));
        for (int64_t p = 0; p < filter_rows; p++) {
          const int64_t z_row = i * down[0] - before[0] + p, row = floor_div(z_row, up[0]);
          if (row * up[0] != z_row || row < 0 || row >= x_height) continue;
          const Sum* x_row = copy_x ? x_copy.data() + (row - x_first) * down[1] * x_phase_width
                                    : reinterpret_cast<const Sum*>(x_plane + row * x_width);
          for (const Tap& tap : columns)
            multiply_add(sum + tap.y_phase * y_phase_width + tap.first, x_row + tap.x_phase * x_phase_width + tap.first + tap.shift,
                         w[p * filter_columns + tap.q], tap.last - tap.first);
        }
        if (copy_y)
          for (int64_t phase = 0; phase < up[1]; phase++)
            for (int64_t j = phase, k = phase * y_phase_width; j < y_width; j += up[1], k++) y_row[j] = static_cast<T>(sum[k]);
      }
    }
  });
}

Tensor resample(const Tensor& x, const Tensor& weight, IntArrayRef up, IntArrayRef down, IntArrayRef before, IntArrayRef size);

struct Resample : torch::autograd::Function<Resample> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const std::vector<int64_t>& up,
                        const std::vector<int64_t>& down, const std::vector<int64_t>& before, const std::vector<int64_t>& size) {
    context->save_for_backward({weight});
    context->saved_data["up"] = up;
    context->saved_data["down"] = down;
    context->saved_data["before"] = before;
    context->saved_data["size"] = std::vector<int64_t>{x.size(2), x.size(3)};
    auto contiguous = x.contiguous();
    auto y = at::empty({x.size(0), x.size(1), size[0], size[1]}, contiguous.options());
    AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, x.scalar_type(), "imago::resample", [&] {
      auto filter = weight.to(c10::CppTypeToScalarType<at::opmath_type<scalar_t>>::value).contiguous();
      resample_planes<scalar_t>(contiguous, filter, y, up, down, before);
    });
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto weight = context->get_saved_variables()[0];
    auto before = context->saved_data["before"].toIntVector();
    const std::vector<int64_t> after = {weight.size(0) - 1 - before[0], weight.size(1) - 1 - before[1]};
    auto dx = resample(gradients[0], weight.flip({0, 1}), context->saved_data["down"].toIntVector(), context->saved_data["up"].toIntVector(),
                       after, context->saved_data["size"].toIntVector());
    return {dx, Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

Tensor resample(const Tensor& x, const Tensor& weight, IntArrayRef up, IntArrayRef down, IntArrayRef before, IntArrayRef size) {
  TORCH_CHECK(x.dim() == 4 && weight.dim() == 2 && up.size() == 2 && down.size() == 2 && before.size() == 2 && size.size() == 2,
              "imago::resample takes pictures [N, C, H, W], a filter [rows, columns] and pairs for the two axes, but got ", x.sizes(), " and ", weight.sizes());
  TORCH_CHECK(x.device().is_cpu(), "imago::resample works on the CPU, this tensor lies on ", x.device());
  TORCH_CHECK(!weight.requires_grad(), "imago::resample takes its filter as constant, this one requires a gradient");
  for (int axis = 0; axis < 2; axis++)
    TORCH_CHECK(up[axis] >= 1 && down[axis] >= 1 && (up[axis] == 1 || down[axis] == 1) && size[axis] >= 0,
                "imago::resample goes up or down along an axis, by whole factors, but got up ", up[axis], ", down ", down[axis], " and the size ", size[axis]);
  return Resample::apply(x, weight, up.vec(), down.vec(), before.vec(), size.vec());
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(imago, library) {
  library.def("resample(Tensor x, Tensor weight, int[] up, int[] down, int[] before, int[] size) -> Tensor", resample);
}
