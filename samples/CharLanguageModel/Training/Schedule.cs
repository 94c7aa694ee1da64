namespace CharLanguageModel.Training;

/// <summary>
/// The learning rate by the share of the budget that is used up: rising to the full rate over the first 2 %, then falling
/// along a half cosine to 2 % of it. It ends low however long the run was to be, so that the last model is about the best one.
/// </summary>
internal static class Schedule
{
    private const double WarmUp = 0.02, Floor = 0.02;

    /// <summary>The factor of the highest learning rate at <paramref name="fraction"/>, between 0 and 1, of the budget.</summary>
    public static float Factor(double fraction) => (float)(fraction < WarmUp
        ? Math.Max(Floor, fraction / WarmUp)
        : Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * (fraction - WarmUp) / (1 - WarmUp))));
}
