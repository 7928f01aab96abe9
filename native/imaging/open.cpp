// Opening: the file, its kind, its header. No pixel is decoded here.
#include "source.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace imago;

namespace {

const size_t head_bytes = 64;
const int64_t whole_limit = int64_t(1) << 29; // a WebP, GIF, BMP, AVIF or HEIC file over 512 MiB is none

struct Descriptor {
    int fd;
    explicit Descriptor(int fd) : fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    ~Descriptor() { if (fd >= 0) close(fd); }
};

[[noreturn]] void refuse(int error) {
    throw Error(error == ENOENT || error == ENOTDIR ? IMAGO_NOT_FOUND : IMAGO_UNREADABLE,
                error == ENOENT || error == ENOTDIR ? std::string("does not exist")
                : error == ELOOP                    ? std::string("is a link that leads in a circle")
                : error == EACCES || error == EPERM ? std::string("may not be read (permission denied)")
                                                    : std::string("cannot be read (") + g_strerror(error) + ")");
}

void read_all(int fd, uint8_t* out, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t n = pread(fd, out + done, length - done, off_t(done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            refuse(errno);
        if (n == 0)
            throw Error(IMAGO_UNREADABLE, "became shorter while it was read");
        done += size_t(n);
    }
}

void open_bytes(imago_source& to, const uint8_t* data, size_t length) {
    to.data = data;
    to.length = length;
    check_claims(to.format, data, length, to.options.max_pixels);
    if (to.format != IMAGO_BMP && to.format != IMAGO_SVG)
        to.source = Source(vips_source_new_from_memory(data, length));
}

void open_file(imago_source& to, const char* path) {
    // O_NONBLOCK: a pipe without a writer must not hang the caller before it is seen to be a pipe.
    Descriptor file(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.fd < 0)
        refuse(errno);
    struct stat about;
    if (fstat(file.fd, &about) != 0)
        refuse(errno);
    if (!S_ISREG(about.st_mode))
        throw Error(IMAGO_NOT_A_FILE, S_ISDIR(about.st_mode) ? "is a folder, not a picture" : "is a pipe or device, not a picture");
    if (about.st_size == 0)
        throw Error(IMAGO_EMPTY, "is empty (0 bytes)");
    uint8_t head[head_bytes];
    size_t got = std::min(sizeof head, size_t(about.st_size));
    read_all(file.fd, head, got);
    auto& kind = sniff(head, got);
    to.format = kind.format;
    if (!kind.whole) {
        to.source = Source(vips_source_new_from_descriptor(file.fd)); // duplicates the descriptor
        if (!to.source)
            throw Error(IMAGO_UNREADABLE, "cannot be read (" + vips_reason("") + ")");
        return;
    }
    if (about.st_size > whole_limit)
        throw Error(IMAGO_TOO_LARGE, "has " + std::to_string(about.st_size) + " bytes, too many for a " + kind.name);
    to.bytes.resize(size_t(about.st_size));
    read_all(file.fd, to.bytes.data(), to.bytes.size());
    open_bytes(to, to.bytes.data(), to.bytes.size());
}

template <class Fill>
imago_status open_with(const imago_decode_options* options, imago_source** out, imago_info* info, char** message, Fill fill) {
    return guard(message, [&] {
        require(options && out && info && options->max_pixels > 0, "options, a place for the source and one for its description are needed");
        *out = nullptr;
        auto source = std::make_unique<imago_source>();
        source->options = *options;
        fill(*source);
        inspect(*source);
        *info = source->info;
        *out = source.release();
    });
}

} // namespace

imago_status imago_imaging_open_file(const char* path, const imago_decode_options* options, imago_source** out, imago_info* info, char** message) {
    return open_with(options, out, info, message, [&](imago_source& to) { open_file(to, path); });
}

imago_status imago_imaging_open_buffer(const uint8_t* data, int64_t length, const imago_decode_options* options, imago_source** out, imago_info* info, char** message) {
    return open_with(options, out, info, message, [&](imago_source& to) {
        if (length <= 0)
            throw Error(IMAGO_EMPTY, "is empty (0 bytes)");
        to.format = sniff(data, size_t(length)).format;
        open_bytes(to, data, size_t(length));
    });
}

imago_status imago_imaging_open_svg(const char* svg, int64_t length, int32_t width, int32_t height, const imago_decode_options* options, imago_source** out, imago_info* info, char** message) {
    return open_with(options, out, info, message, [&](imago_source& to) {
        require(svg && length > 0 && width > 0 && height > 0, "an SVG needs a text, a width and a height");
        if (width > options->max_pixels / height)
            throw Error(IMAGO_TOO_LARGE, "more pixels are asked for than the " + std::to_string(options->max_pixels) + " that are allowed");
        to.format = IMAGO_SVG;
        to.svg_width = width;
        to.svg_height = height;
        open_bytes(to, reinterpret_cast<const uint8_t*>(svg), size_t(length));
        auto natural = load(to);
        to.svg_scale = std::min(double(width) / natural->Xsize, double(height) / natural->Ysize);
    });
}

void imago_imaging_close(imago_source* source) { delete source; }
