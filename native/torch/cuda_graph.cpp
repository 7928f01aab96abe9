// Work on a CUDA device, recorded once and replayed: the host then starts one graph in place of some hundred kernels.
#include "border.h"

using namespace imago;

#ifdef IMAGO_CUDA

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

namespace {

// Graphs cannot be recorded on a device's usual stream: the guard makes another one current while the work is queued.
struct Recording {
  at::cuda::CUDAGraph graph;
  std::unique_ptr<c10::cuda::CUDAStreamGuard> stream;
};

Recording& recording_of(imago_graph* graph) { return *reinterpret_cast<Recording*>(graph); }

}  // namespace

imago_text* imago_graph_begin(int32_t device, imago_graph** graph) {
  return guarded([&] {
    auto made = std::make_unique<Recording>();
    torch::cuda::synchronize(device);
    made->stream = std::make_unique<c10::cuda::CUDAStreamGuard>(at::cuda::getStreamFromPool(/*isHighPriority=*/false, static_cast<c10::DeviceIndex>(device)));
    made->graph.capture_begin();
    *graph = reinterpret_cast<imago_graph*>(made.release());
  });
}

imago_text* imago_graph_end(imago_graph* graph) {
  return guarded([&] {
    auto& recording = recording_of(graph);
    // Whatever happens, the usual stream comes back.
    auto stream = std::move(recording.stream);
    recording.graph.capture_end();
  });
}

imago_text* imago_graph_replay(imago_graph* graph) {
  return guarded([&] { recording_of(graph).graph.replay(); });
}

void imago_graph_free(imago_graph* graph) { delete &recording_of(graph); }

#else

static imago_text* no_cuda() { return text("this build knows no CUDA graphs: build with a libtorch that has CUDA"); }
imago_text* imago_graph_begin(int32_t, imago_graph**) { return no_cuda(); }
imago_text* imago_graph_end(imago_graph*) { return no_cuda(); }
imago_text* imago_graph_replay(imago_graph*) { return no_cuda(); }
void imago_graph_free(imago_graph*) {}

#endif
