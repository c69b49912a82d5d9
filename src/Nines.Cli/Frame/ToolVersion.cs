using System.Reflection;

namespace Nines.Cli.Frame;

/// <summary>Version of this program, as every output reports it.</summary>
internal static class ToolVersion
{
    /// <summary>Semantic version without the commit, such as <c>0.1.0</c>.</summary>
    public static string Value { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
