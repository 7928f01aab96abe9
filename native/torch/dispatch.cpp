// The boxed call: one function reaches every operator that libtorch's dispatcher knows, by its schema name.
#include <ATen/core/dispatch/Dispatcher.h>

#include "border.h"

using namespace imago;

namespace {

const c10::OperatorHandle& handle_of(const imago_operator* op) { return *reinterpret_cast<const c10::OperatorHandle*>(op); }

std::vector<int64_t> integers(const imago_argument& argument) {
  auto first = static_cast<const int64_t*>(argument.pointer);
  return {first, first + argument.count};
}

// A schema says Tensor[] or Tensor?[]; the two are different types on the stack.
c10::IValue tensor_list(const imago_argument& argument, const c10::TypePtr& type) {
  auto first = static_cast<imago_tensor* const*>(argument.pointer);
  auto element = type->cast<c10::ListType>();
  if (element && element->getElementType()->kind() == c10::TypeKind::OptionalType) {
    c10::List<c10::optional<at::Tensor>> optionals;
    for (int32_t i = 0; i < argument.count; i++)
      optionals.push_back(first[i] ? c10::optional<at::Tensor>(unwrap(first[i])) : c10::nullopt);
    return optionals;
  }
  std::vector<at::Tensor> tensors;
  tensors.reserve(argument.count);
  for (int32_t i = 0; i < argument.count; i++) tensors.push_back(unwrap(first[i]));
  return tensors;
}

c10::IValue boxed(const imago_argument& argument, const c10::TypePtr& type) {
  switch (argument.tag) {
    case IMAGO_NONE: return {};
    case IMAGO_TENSOR: return unwrap(static_cast<const imago_tensor*>(argument.pointer));
    case IMAGO_INT: return argument.integer;
    case IMAGO_DOUBLE: return argument.real;
    case IMAGO_BOOL: return argument.integer != 0;
    case IMAGO_INT_LIST: return integers(argument);
    case IMAGO_DOUBLE_LIST: {
      auto first = static_cast<const double*>(argument.pointer);
      return std::vector<double>(first, first + argument.count);
    }
    case IMAGO_BOOL_LIST: {
      c10::List<bool> flags;
      for (int64_t flag : integers(argument)) flags.push_back(flag != 0);
      return flags;
    }
    case IMAGO_TENSOR_LIST: return tensor_list(argument, type);
    case IMAGO_STRING: return std::string(static_cast<const char*>(argument.pointer));
    case IMAGO_DEVICE: return c10::Device(std::string(static_cast<const char*>(argument.pointer)));
    case IMAGO_GENERATOR: return unwrap(static_cast<const imago_generator*>(argument.pointer));
    default: TORCH_CHECK(false, "unknown argument tag ", argument.tag);
  }
}

}  // namespace

imago_text* imago_find_operator(const char* name, const char* overload, imago_operator** found) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    *found = reinterpret_cast<imago_operator*>(new c10::OperatorHandle(handle));
  });
}

imago_text* imago_call(const imago_operator* op, const imago_argument* arguments, int32_t count,
                       imago_tensor** results, int32_t max_results, int32_t* result_count) {
  *result_count = 0;
  return guarded([&] {
    const auto& handle = handle_of(op);
    const auto& formals = handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= formals.size(), handle.operator_name(), " takes ", formals.size(),
                " arguments, ", count, " were given");
    torch::jit::Stack stack;
    stack.reserve(formals.size());
    for (size_t i = 0; i < formals.size(); i++) {
      if (i < static_cast<size_t>(count) && arguments[i].tag != IMAGO_DEFAULT) {
        stack.push_back(boxed(arguments[i], formals[i].type()));
        continue;
      }
      const auto& fallback = formals[i].default_value();
      TORCH_CHECK(fallback.has_value(), handle.operator_name(), ": argument ", formals[i].name(), " is missing");
      stack.push_back(*fallback);
    }

    handle.callBoxed(&stack);

    std::vector<at::Tensor> tensors;
    for (auto& value : stack) {
      if (value.isTensor()) tensors.push_back(value.toTensor());
      else if (value.isTensorList()) for (const at::Tensor& tensor : value.toTensorVector()) tensors.push_back(tensor);
      else if (!value.isNone()) TORCH_CHECK(false, handle.operator_name(), " answers with something that is no tensor");
    }
    TORCH_CHECK(tensors.size() <= static_cast<size_t>(max_results), handle.operator_name(), " answers with ",
                tensors.size(), " tensors, there is room for ", max_results);
    // An undefined tensor (a gradient that was masked out) is NULL on the other side.
    for (auto& tensor : tensors) results[(*result_count)++] = tensor.defined() ? wrap(std::move(tensor)) : nullptr;
  });
}
