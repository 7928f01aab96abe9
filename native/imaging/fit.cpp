// Cropping and padding to a size, and reading pixels in it.
#include "resample.hpp"
#include "source.hpp"
#include <cmath>
#include <cstring>

using namespace imago;

namespace {

// Which part of a picture is taken, how large it becomes, and where on which canvas it lies.
struct Plan {
    VipsRect crop;      // in the picture as seen
    VipsRect place;     // on the canvas
    int canvas_width, canvas_height;
};

void canvas_of(const imago_fit_options& o, int& width, int& height) {
    require(o.width > 0 && o.height > 0 && o.width <= 65536 && o.height <= 65536, "a picture's new width and height lie between 1 and 65536");
    require(o.filter == IMAGO_FILTER_LANCZOS || o.filter == IMAGO_FILTER_BOX, "unknown resize filter");
    require(o.fit >= IMAGO_FIT_CENTER_CROP && o.fit <= IMAGO_FIT_PAD, "unknown way to fit");
    bool square = o.fit == IMAGO_FIT_CENTER_CROP_WIDE || o.fit == IMAGO_FIT_CENTER_CROP_TALL;
    width = square ? std::max(o.width, o.height) : o.width;
    height = square ? std::max(o.width, o.height) : o.height;
}

Plan plan(int width, int height, const imago_fit_options& o) {
    Plan p{};
    canvas_of(o, p.canvas_width, p.canvas_height);
    int w = o.width, h = o.height; // of the scaled part
    if (o.fit == IMAGO_FIT_PAD) {
        double scale = std::min(double(o.width) / width, double(o.height) / height);
        w = std::max(1, std::min(o.width, int(std::lround(width * scale))));
        h = std::max(1, std::min(o.height, int(std::lround(height * scale))));
        p.crop = {0, 0, width, height};
    } else {
        // The largest centred part of the shape w : h.
        int cw = std::max(1, std::min(width, int(std::lround(double(height) * w / h))));
        int ch = std::max(1, std::min(height, int(std::lround(double(width) * h / w))));
        p.crop = {(width - cw) / 2, (height - ch) / 2, cw, ch};
    }
    p.place = {(p.canvas_width - w) / 2, (p.canvas_height - h) / 2, w, h};
    return p;
}

// EXIF orientation o is: mirror the stored picture's columns and/or rows, then exchange rows and columns for 5 to 8.
bool swaps(int o) { return o >= 5; }
bool mirrors_columns(int o) { return o == 2 || o == 3 || o == 7 || o == 8; }
bool mirrors_rows(int o) { return o == 3 || o == 4 || o == 6 || o == 7; }

// A part of the picture as seen, in the coordinates of the picture as stored (width and height as stored).
VipsRect stored(VipsRect r, int o, int width, int height) {
    if (swaps(o)) {
        std::swap(r.left, r.top);
        std::swap(r.width, r.height);
    }
    if (mirrors_columns(o))
        r.left = width - r.left - r.width;
    if (mirrors_rows(o))
        r.top = height - r.top - r.height;
    return r;
}

Image turned(Image image, int orientation) {
    if (orientation <= 1)
        return image;
    image = make([&](VipsImage** out) { return vips_copy(image.get(), out, NULL); });
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, orientation);
    return make([&](VipsImage** out) { return vips_autorot(image.get(), out, NULL); });
}

// Resamples a part of an image (rows in order, decoded on the way) to the plan's place and turns it upright on the canvas.
// The image holds one pixel for every across x down of the picture that the plan and the part speak of.
void resample(VipsImage* image, double across, double down, const char* domain, VipsRect part, const Plan& p, int orientation, const imago_fit_options& o, uint8_t* out) {
    int channels = image->Bands;
    int w = swaps(orientation) ? p.place.height : p.place.width, h = swaps(orientation) ? p.place.width : p.place.height;
    std::vector<uint8_t> small(size_t(w) * h * channels);
    // Every pixel that the part touches, and where in them it begins and ends.
    int left = int(std::floor(part.left / across)), right = std::min(image->Xsize, int(std::ceil((part.left + part.width) / across)));
    int top = int(std::floor(part.top / down)), bottom = std::min(image->Ysize, int(std::ceil((part.top + part.height) / down)));
    Window x{part.left / across - left, (part.left + part.width) / across - left}, y{part.top / down - top, (part.top + part.height) / down - top};
    auto cut = make([&](VipsImage** cropped) { return vips_extract_area(image, cropped, left, top, right - left, bottom - top, NULL); });
    if (part.width == w && part.height == h) {
        read_into(cut.get(), domain, small.data(), int64_t(small.size()));
    } else {
        Resampler resampler(cut->Xsize, cut->Ysize, x, y, w, h, channels, o.filter, small.data());
        for_each_row(cut.get(), domain, [&](int row, const VipsPel* bytes) { resampler.push(row, bytes); });
    }
    auto upright = turned(wrap({small.data(), w, h, channels}), orientation);
    int64_t stride = int64_t(p.canvas_width) * channels;
    if (p.place.width != p.canvas_width || p.place.height != p.canvas_height) {
        Rgb colour(o.background);
        uint8_t pixel[4] = {uint8_t(colour.band[0]), uint8_t(colour.band[1]), uint8_t(colour.band[2]), 255};
        if (channels == 1)
            pixel[0] = uint8_t(std::lround(colour.luma()));
        for (int64_t i = 0; i < stride * p.canvas_height; i++)
            out[i] = pixel[i % channels];
    }
    for_each_row(upright.get(), domain, [&](int y, const VipsPel* row) {
        std::memcpy(out + (p.place.top + y) * stride + int64_t(p.place.left) * channels, row, size_t(p.place.width) * channels);
    });
}

void check_output(const Plan& p, int channels, const uint8_t* out, int64_t length) {
    require(out && length == int64_t(p.canvas_width) * p.canvas_height * channels, "the output buffer has not the size of the result");
}

// An SVG is drawn in its own proportions; the missing rim is transparent.
Image drawn_at_size(Image image, const imago_source& from) {
    if (from.format != IMAGO_SVG || (image->Xsize == from.svg_width && image->Ysize == from.svg_height))
        return image;
    return make([&](VipsImage** out) {
        return vips_gravity(image.get(), out, VIPS_COMPASS_DIRECTION_CENTRE, from.svg_width, from.svg_height, "extend", VIPS_EXTEND_BLACK, NULL);
    });
}

} // namespace

imago_status imago_imaging_fit_size(const imago_fit_options* options, int32_t* width, int32_t* height, char** message) {
    return guard(message, [&] { canvas_of(*options, *width, *height); });
}

imago_status imago_imaging_fit(const imago_picture* picture, const imago_fit_options* options, uint8_t* out, int64_t length, char** message) {
    return guard(message, [&] {
        auto image = wrap(*picture);
        auto p = plan(picture->width, picture->height, *options);
        check_output(p, picture->channels, out, length);
        resample(image.get(), 1, 1, "", p.crop, p, 1, *options, out);
    });
}

imago_status imago_imaging_read(imago_source* source, uint8_t* out, int64_t length, char** message) {
    return guard(message, [&] {
        auto domain = describe(source->format).domain;
        Hush hush(is_heif(source->format));
        auto image = to_srgb(drawn_at_size(load(*source), *source), *source);
        if (source->info.orientation > 1) {
            // Turning needs rows out of order, so the decoded picture is held once.
            image = make([&](VipsImage** whole) { *whole = vips_image_copy_memory(image.get()); return *whole ? 0 : -1; }, IMAGO_DAMAGED, domain, "is cut short or damaged");
            image = turned(std::move(image), source->info.orientation);
        }
        read_into(image.get(), domain, out, length);
    });
}

imago_status imago_imaging_read_fit(imago_source* source, const imago_fit_options* options, uint8_t* out, int64_t length, char** message) {
    return guard(message, [&] {
        auto& info = source->info;
        auto domain = describe(source->format).domain;
        Hush hush(is_heif(source->format));
        auto p = plan(info.width, info.height, *options);
        check_output(p, info.out_channels, out, length);
        // Decoding at 1/2, 1/4 or 1/8 averages blocks of that size; the filter keeps a reduction of at least 8 for itself, so that
        // the result stays within a level of the full decode's but at the hardest edges.
        int shrink = 1;
        while (can_shrink(source->format) && shrink < 8 && p.crop.width >= shrink * 2 * 8 * p.place.width && p.crop.height >= shrink * 2 * 8 * p.place.height)
            shrink *= 2;
        auto image = to_srgb(drawn_at_size(load(*source, shrink), *source), *source);
        int width = swaps(info.orientation) ? info.height : info.width, height = swaps(info.orientation) ? info.width : info.height; // as stored
        // A JPEG's blocks are averaged from the top left corner on, the last may be incomplete; a WebP is scaled as a whole.
        bool blocks = source->format == IMAGO_JPEG;
        double across = blocks ? shrink : double(width) / image->Xsize, down = blocks ? shrink : double(height) / image->Ysize;
        resample(image.get(), across, down, domain, stored(p.crop, info.orientation, width, height), p, info.orientation, *options, out);
    });
}
