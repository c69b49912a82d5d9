namespace Nines.Guard.Setup.Manifests;

/// <summary>The start scripts of Redis and Sentinel, as they lie beside this file.</summary>
internal static class StartScripts
{
    public static string Common => Read("redis-common.sh");

    public static string Redis => Read("redis-start.sh");

    public static string Sentinel => Read("sentinel-start.sh");

    private static string Read(string name)
    {
        using Stream stream = typeof(StartScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of this program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
