namespace RnnGen.Formats;

/// <summary>A module of a PyTorch <c>state_dict</c>: what can be told from its tensors' names and shapes.</summary>
/// <param name="Path">The module's path, the prefix of its tensors.</param>
/// <param name="Layer">What it is, under that name.</param>
/// <param name="Input">Values it reads; 0 for an embedding, which reads ids.</param>
/// <param name="Output">Values it gives.</param>
internal sealed record TorchModule(string Path, LayerSpec Layer, int Input, int Output)
{
    /// <summary>The path's last component as the index in an <c>nn.Sequential</c>, and the path of that; null where it is none.</summary>
    public (string Parent, int Index)? Place
    {
        get
        {
            int dot = Path.LastIndexOf('.');
            return int.TryParse(Path.AsSpan(dot + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int index)
                ? (Path[..Math.Max(dot, 0)], index)
                : null;
        }
    }
}
