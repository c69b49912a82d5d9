namespace Nines.Cli.Shared;

/// <summary>Environment that is predicted when no file is given: examples/hybrid.yaml at build time.</summary>
internal static class EmbeddedExample
{
    public const string Name = "hybrid.yaml";

    public static Stream Open() => typeof(EmbeddedExample).Assembly.GetManifestResourceStream(Name)
        ?? throw new InvalidOperationException($"The assembly holds no resource {Name}.");
}
