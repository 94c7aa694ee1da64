namespace SpeechModels.VoiceActivity;

/// <summary>A stretch of speech.</summary>
/// <param name="Start">Its first chunk.</param>
/// <param name="End">The chunk behind its last.</param>
internal readonly record struct SpeechSegment(int Start, int End)
{
    /// <summary>Speech begins at a probability of <see cref="Begin"/> and lasts until one below <see cref="Keep"/>, so that one that wavers about a threshold gives one segment.</summary>
    public const float Begin = 0.5f, Keep = 0.35f;

    /// <summary>The segments in the chunks' probabilities.</summary>
    public static IReadOnlyList<SpeechSegment> Find(ReadOnlySpan<float> probabilities)
    {
        var segments = new List<SpeechSegment>();
        int? start = null;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (start is null && probabilities[i] >= Begin) start = i;
            if (start is { } from && probabilities[i] < Keep)
            {
                segments.Add(new(from, i));
                start = null;
            }
        }
        if (start is { } open) segments.Add(new(open, probabilities.Length));
        return segments;
    }
}
