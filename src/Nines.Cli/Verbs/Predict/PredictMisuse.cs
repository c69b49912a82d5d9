using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Options that do not go together with each other or with the files.</summary>
internal static class PredictMisuse
{
    public static ImmutableArray<Diagnostic> Find(PredictRequest request, PredictInputs inputs)
    {
        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        (string Option, bool IsUsed)[] questions =
        [
            ("--explain", request.Explain is not null),
            ("--what-if", !request.WhatIf.IsEmpty),
            ("--advise", request.Advise),
        ];
        foreach ((string option, _) in questions.Where(question => question.IsUsed))
        {
            var here = new SourcePosition(option, 0, 0);
            if (inputs.List.Length > 1)
            {
                faults.Add(new Diagnostic(here, $"is asked of one environment file; {inputs.List.Length} files were given.", "Name one file."));
            }
            else if (inputs.List[0].Study is null)
            {
                faults.Add(new Diagnostic(here, "is asked of an environment file; a fault tree was given."));
            }
        }

        if (request is { Explain: not null, Output.Format: PredictFormat.Json })
        {
            faults.Add(new Diagnostic(new SourcePosition("--explain", 0, 0), "is written as text or HTML.", "Leave out -o json."));
        }

        return faults.ToImmutable();
    }
}
