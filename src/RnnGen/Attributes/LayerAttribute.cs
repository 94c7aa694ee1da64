namespace RnnGen;

/// <summary>A layer of a declared network.</summary>
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute() { }
}
