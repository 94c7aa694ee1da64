namespace PartOfSpeech;

/// <summary>A word as it stands in the text, and its part of speech.</summary>
internal readonly record struct Word(string Form, int Tag);
