namespace Imago.Gallery.Hanging;

/// <summary>How many works a wall takes.</summary>
/// <param name="Room">The number of its room.</param>
/// <param name="Least">At least so many.</param>
/// <param name="Most">At most so many.</param>
internal readonly record struct WallQuota(int Room, int Least, int Most);

/// <summary>
/// Which picture goes to which wall, so that the sum of scores is the largest there is: each picture once, each wall within its quota, each room with exactly its number.
/// It is a transport problem, solved exactly by successive longest augmenting paths (Ahuja, Magnanti and Orlin, "Network Flows", chapter 9). As the slots of a wall are alike,
/// the paths run over walls and rooms alone, some two hundred nodes, however many pictures there are: from one wall to the next leads the picture whose move gains most.
/// Scores are rounded to whole multiples of 2⁻²⁶, so that sums are exact and no order of adding changes the result.
/// </summary>
internal sealed class Transport
{
    /// <summary>The score of a picture that must not hang on a wall: taken only where a quota cannot be filled otherwise.</summary>
    public const float Never = float.NegativeInfinity;

    // A wall's least number counts more than all scores together, and a forbidden place less.
    private const double Unit = 1 << 26;
    private const long Needed = 1L << 56, Forbidden = -(1L << 48), Unreached = long.MinValue / 2, NoMove = long.MinValue / 4 * 3;
    private const float Largest = 1 << 10;

    private readonly int _walls;
    private readonly WallQuota[] _quotas;
    private readonly int[] _sizes, _used, _wallOf;
    private readonly long[] _gains, _moves;
    private readonly int[] _movers;
    private readonly int[][] _best;
    private readonly int[] _next;
    private readonly List<int>[] _on;

    private Transport(ReadOnlySpan<float> scores, int pictures, IReadOnlyList<WallQuota> quotas, IReadOnlyList<int> sizes)
    {
        (_walls, _quotas, _sizes, _used) = (quotas.Count, [.. quotas], [.. sizes], new int[sizes.Count]);
        _gains = new long[scores.Length]; // [pictures, walls]
        for (var i = 0; i < scores.Length; i++)
            _gains[i] = float.IsNegativeInfinity(scores[i]) ? Forbidden : (long)Math.Round(Math.Clamp(scores[i], -Largest, Largest) * Unit);
        _wallOf = new int[pictures];
        Array.Fill(_wallOf, -1);
        (_moves, _movers) = (new long[_walls * _walls], new int[_walls * _walls]);
        Array.Fill(_moves, NoMove);
        _on = [.. quotas.Select(static _ => new List<int>())];
        (_best, _next) = (new int[_walls][], new int[_walls]);
        Parallel.For(0, _walls, wall =>
        {
            var (keys, order) = (new long[pictures], new int[pictures]);
            for (var picture = 0; picture < pictures; picture++)
                (keys[picture], order[picture]) = (-_gains[(picture * _walls) + wall], picture);
            Array.Sort(keys, order);
            _best[wall] = order;
        });
    }

    /// <summary>Solves it.</summary>
    /// <param name="scores">[pictures, walls], within ±1,024; <see cref="Never"/> for what must not be.</param>
    /// <param name="pictures">How many pictures.</param>
    /// <param name="quotas">Of each wall.</param>
    /// <param name="sizes">How many pictures each room takes, exactly.</param>
    /// <param name="cancel">Looked at between pictures.</param>
    /// <returns>The wall of each picture, or -1.</returns>
    /// <exception cref="ArgumentException">There are fewer pictures than the rooms take, or a room's number does not fit its walls.</exception>
    public static int[] Solve(ReadOnlySpan<float> scores, int pictures, IReadOnlyList<WallQuota> quotas, IReadOnlyList<int> sizes, CancellationToken cancel = default)
    {
        if (scores.Length != (long)pictures * quotas.Count)
            throw new ArgumentException($"There are {scores.Length} scores, expected {pictures} x {quotas.Count}.", nameof(scores));
        if (pictures < sizes.Sum())
            throw new ArgumentException($"There are {pictures} pictures and the rooms take {sizes.Sum()}: make more pictures, or smaller rooms.", nameof(sizes));
        for (var room = 0; room < sizes.Count; room++)
        {
            var (least, most) = (quotas.Where(one => one.Room == room).Sum(static one => one.Least), quotas.Where(one => one.Room == room).Sum(static one => one.Most));
            if (sizes[room] < least || sizes[room] > most)
                throw new ArgumentException($"The room {room} takes {sizes[room]} pictures, and its walls {least} to {most}.", nameof(sizes));
        }
        var transport = new Transport(scores, pictures, quotas, sizes);
        for (var left = sizes.Sum(); left > 0; left--)
        {
            cancel.ThrowIfCancellationRequested();
            transport.Augment();
        }
        return transport._wallOf;
    }

    // One picture more. Nodes: walls, then rooms. What has reached a wall is one picture too many there; it goes into the room, or another picture of that wall moves on.
    private void Augment()
    {
        var nodes = _walls + _sizes.Length;
        var (gain, from, waits) = (new long[nodes], new int[nodes], new bool[nodes]);
        var queue = new Queue<int>();
        Array.Fill(gain, Unreached);
        for (var wall = 0; wall < _walls; wall++)
        {
            while (_next[wall] < _best[wall].Length && _wallOf[_best[wall][_next[wall]]] >= 0) // who hangs once may move, and never leaves
                _next[wall]++;
            if (_next[wall] < _best[wall].Length)
                Reach(wall, Gain(_best[wall][_next[wall]], wall), -1);
        }
        while (queue.TryDequeue(out var node))
        {
            waits[node] = false;
            if (node >= _walls)
            {
                for (var wall = 0; wall < _walls; wall++)
                    if (_quotas[wall].Room == node - _walls && _on[wall].Count > 0)
                        Reach(wall, gain[node] - (_on[wall].Count <= _quotas[wall].Least ? Needed : 0), node);
                continue;
            }
            var here = gain[node];
            var moves = _moves.AsSpan(node * _walls, _walls);
            for (var wall = 0; wall < moves.Length; wall++)
                if (here + moves[wall] > gain[wall])
                    Reach(wall, here + moves[wall], node);
            if (_on[node].Count < _quotas[node].Most)
                Reach(_walls + _quotas[node].Room, here + (_on[node].Count < _quotas[node].Least ? Needed : 0), node);
        }
        var end = -1;
        for (var room = 0; room < _sizes.Length; room++)
            if (_used[room] < _sizes[room] && gain[_walls + room] > Unreached / 2 && (end < 0 || gain[_walls + room] > gain[_walls + end]))
                end = room;
        _used[end]++;
        Apply(_walls + end, from);

        void Reach(int node, long value, int by)
        {
            if (value <= gain[node])
                return;
            (gain[node], from[node]) = (value, by);
            if (!waits[node])
            {
                waits[node] = true;
                queue.Enqueue(node);
            }
        }
    }

    // Backwards: into each wall of the path comes the picture that moves there, or at its beginning one that did not hang.
    private void Apply(int end, int[] from)
    {
        List<int> changed = [];
        for (var node = end; node >= 0; node = from[node])
        {
            if (node >= _walls)
                continue;
            changed.Add(node);
            var before = from[node];
            if (before >= _walls)
                continue; // its room gave one of its places to another wall
            var picture = before < 0 ? _best[node][_next[node]] : _movers[(before * _walls) + node];
            if (before >= 0)
                _on[before].Remove(picture);
            _on[node].Add(picture);
            _wallOf[picture] = node;
        }
        foreach (var wall in changed)
            Moves(wall);
    }

    private void Moves(int wall)
    {
        var moves = _moves.AsSpan(wall * _walls, _walls);
        var movers = _movers.AsSpan(wall * _walls, _walls);
        moves.Fill(NoMove);
        foreach (var picture in _on[wall])
        {
            var gains = _gains.AsSpan(picture * _walls, _walls);
            var here = Gain(picture, wall);
            for (var other = 0; other < gains.Length; other++)
                if (gains[other] - here > moves[other])
                    (moves[other], movers[other]) = (gains[other] - here, picture);
        }
        moves[wall] = NoMove;
    }

    private long Gain(int picture, int wall) => _gains[(picture * _walls) + wall];
}
