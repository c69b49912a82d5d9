namespace Nines.Cli.Shared;

/// <summary>The environment that is predicted when no file is named: examples/hybrid.yaml, as it was when nines was built.</summary>
internal static class EmbeddedExample
{
    public const string Name = "hybrid.yaml";

    public static Stream Open() => typeof(EmbeddedExample).Assembly.GetManifestResourceStream(Name)
        ?? throw new InvalidOperationException($"The assembly holds no resource {Name}.");
}
