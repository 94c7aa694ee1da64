namespace RnnGen;

/// <summary>What a least improvement is measured against; PyTorch's <c>threshold_mode</c>.</summary>
public enum ThresholdMode
{
    /// <summary>A share of the best value.</summary>
    Relative,
    /// <summary>A fixed amount.</summary>
    Absolute,
}
