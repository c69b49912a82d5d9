namespace Nines.Guard.Setup.Manifests;

/// <summary>A file that a set-up verb writes.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="Text">Ends with a newline.</param>
internal sealed record GeneratedFile(string Path, string Text);
