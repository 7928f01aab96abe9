namespace Imago.Imaging.Films;

// The smallest rectangle that holds all pixels in which two frames differ; it begins at even coordinates, as animated WebP wants it.
internal readonly record struct ChangedArea(int Left, int Top, int Width, int Height)
{
    // previous, current: [height, width, 3]. All of it where there is no previous frame; a single pixel where both are the same.
    internal static ChangedArea Of(byte[]? previous, byte[] current, int width, int height)
    {
        if (previous is null)
            return new(0, 0, width, height);
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            var before = previous.AsSpan(y * width * 3, width * 3);
            var now = current.AsSpan(y * width * 3, width * 3);
            var first = before.CommonPrefixLength(now);
            if (first == now.Length)
                continue;
            var last = now.Length - 1;
            while (before[last] == now[last])
                last--;
            (left, right) = (Math.Min(left, first / 3), Math.Max(right, (last / 3) + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }
        if (bottom == 0)
            return new(0, 0, 1, 1);
        (left, top) = (left & ~1, top & ~1);
        return new(left, top, right - left, bottom - top);
    }

    internal Picture CutFrom(byte[] frame, int width)
    {
        if ((Left, Top, Width, Height * width * 3) == (0, 0, width, frame.Length))
            return new(Width, Height, 3, frame);
        var part = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            frame.AsSpan((((Top + y) * width) + Left) * 3, Width * 3).CopyTo(part.AsSpan(y * Width * 3));
        return new(Width, Height, 3, part);
    }
}
