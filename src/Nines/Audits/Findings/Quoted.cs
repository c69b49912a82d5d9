namespace Nines.Audits.Findings;

/// <summary>Texts from a cluster within a sentence: as they are, since outputs escape them, but never long.</summary>
internal static class Quoted
{
    private const int MaxLength = 80;

    public static string Text(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "...");
}
