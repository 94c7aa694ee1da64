using System.Runtime.CompilerServices;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Layout;

/// <summary>How the weights lie in memory, and in which order the tiles are read.</summary>
internal enum WeightOrder
{
    /// <summary><c>[source][block][gate][unit]</c>: a tile is a strip of the matrix.</summary>
    Rows,

    /// <summary><c>[tile][source][gate][unit]</c>: a tile is one stream.</summary>
    Tiles,

    /// <summary>As <see cref="Tiles"/>, first to last and last to first by turns, so that a step begins with what the last one left in the cache.</summary>
    Alternating,
}

/// <summary>The products of one LSTM step (bias, W·x, U·h: one source after another) with weights in a given order.</summary>
internal sealed class LayoutProduct
{
    private const int Lanes = 16, Gates = 4;

    private readonly int _sources, _tileFloats, _tiles, _stride, _tileOffset;
    private readonly bool _alternates;
    private readonly AlignedBuffer _weights, _x, _z;
    private readonly TileKernels.Kernel _kernel;
    private bool _backward;

    public LayoutProduct(int inputs, int hidden, int tileBlocks, WeightOrder order)
    {
        _sources = 1 + inputs + hidden;
        _tileFloats = tileBlocks * Gates * Lanes;
        _tiles = hidden / Lanes / tileBlocks;
        bool rows = order == WeightOrder.Rows;
        _stride = rows ? hidden * Gates : _tileFloats;
        _tileOffset = rows ? _tileFloats : _tileFloats * _sources;
        _alternates = order == WeightOrder.Alternating;
        _kernel = TileKernels.For(tileBlocks);
        _weights = new AlignedBuffer(MultiplyAdds);
        _x = new AlignedBuffer(_sources);
        _z = new AlignedBuffer(hidden * Gates);
        Fill();
    }

    /// <summary>Of one step, and floats of the weights.</summary>
    public int MultiplyAdds => _sources * _tiles * _tileFloats;

    /// <summary>The sums: the same for every order.</summary>
    public ReadOnlySpan<float> Z => _z.Span;

    /// <summary>One step.</summary>
    public void Run()
    {
        for (int i = 0; i < _tiles; i++)
        {
            int tile = _backward ? _tiles - 1 - i : i;
            _kernel(ref Unsafe.Add(ref _weights.Origin, tile * _tileOffset), _stride, ref _x.Origin, _sources,
                ref Unsafe.Add(ref _z.Origin, tile * _tileFloats));
        }
        if (_alternates) _backward = !_backward;
    }

    /// <summary>The same matrix for every order: drawn by source and column, put where the order wants it.</summary>
    private void Fill()
    {
        var random = new Random(1);
        for (int source = 0; source < _sources; source++)
        {
            for (int column = 0; column < _tiles * _tileFloats; column++)
            {
                int place = column / _tileFloats * _tileOffset + source * _stride + column % _tileFloats;
                _weights.Span[place] = random.NextSingle() - 0.5f;
            }
        }
        CellWeights.Fill(new float[_sources], random, 1).CopyTo(_x.Span);
    }
}
