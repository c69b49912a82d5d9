using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Pki;

namespace Nines.Cli.Verbs.Guard;

/// <summary>The option for the curve of a new key.</summary>
internal static class InitCurve
{
    public static Option<Curve> Option(Curve fallback, string description)
    {
        Option<Curve> option = OptionKinds.Choice<Curve>("--curve", "-c", $"{description} [default: {fallback.ToString().ToLowerInvariant()}]");
        option.DefaultValueFactory = _ => fallback;
        return option;
    }
}
