using System.Reflection;

namespace Nines.Cli.Frame;

/// <summary>The version of this program, as every output names it.</summary>
internal static class ToolVersion
{
    /// <summary>Such as <c>0.1.0</c>, without the commit that it was built from.</summary>
    public static string Value { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
