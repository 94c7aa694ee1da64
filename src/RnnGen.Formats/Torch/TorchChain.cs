namespace RnnGen.Formats;

/// <summary>
/// Puts modules into a row in which each reads as many values as the one before gives, an embedding first, a linear module last (before
/// another it would have an activation, which no file shows), and children of one <c>nn.Sequential</c> by their index.
/// </summary>
internal sealed class TorchChain
{
    /// <summary>Far more than an honest file has; finding their order by trying takes up to the square of their number.</summary>
    public const int MostModules = 64;

    private const int MostTries = 2 * MostModules * MostModules;

    private readonly List<TorchModule> _modules;
    private readonly List<TorchModule> _chain = [];
    private int _tries;
    private int _found;

    /// <summary>Tries all orders of <paramref name="modules"/>.</summary>
    public TorchChain(List<TorchModule> modules)
    {
        _modules = modules;
        if (modules.Count > MostModules) return;
        TorchModule[]? only = null;
        Extend(order => only = order);
        Only = _found == 1 && _tries < MostTries ? only : null;
    }

    /// <summary>The only order; null where there is none, or more than one, or there are too many modules.</summary>
    public TorchModule[]? Only { get; }

    private void Extend(Action<TorchModule[]> found)
    {
        if (++_tries >= MostTries || _found > 1) return;
        if (_chain.Count == _modules.Count)
        {
            _found++;
            found([.. _chain]);
            return;
        }
        foreach (TorchModule module in _modules)
        {
            if (_chain.Contains(module) || !Fits(module)) continue;
            _chain.Add(module);
            Extend(found);
            _chain.RemoveAt(_chain.Count - 1);
        }
    }

    private bool Fits(TorchModule module)
    {
        if (module.Input == 0 ? _chain.Count > 0 : _chain.Count > 0 && _chain[^1].Output != module.Input) return false;
        if (module.Layer is DenseSpec && _chain.Count < _modules.Count - 1) return false;
        // An embedding, where there is one, comes first.
        if (_chain.Count == 0 && module.Input > 0 && _modules.Any(other => other.Input == 0)) return false;
        return module.Place is not { } place
            || !_modules.Any(other => other.Place is { } before && before.Parent == place.Parent && before.Index < place.Index && !_chain.Contains(other));
    }
}
