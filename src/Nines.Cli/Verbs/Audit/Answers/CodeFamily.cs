using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>The codes of one hundred, which belong together.</summary>
/// <param name="Digit">The first digit of its codes.</param>
/// <param name="Title">What they are about.</param>
internal sealed record CodeFamily(char Digit, string Title)
{
    public static ImmutableArray<CodeFamily> All { get; } =
    [
        new('1', "Exposure to the loss of a failure domain"),
        new('2', "Disruption budgets"),
        new('3', "Scheduling rules"),
        new('4', "Volumes"),
        new('5', "Autoscaling"),
        new('6', "Pods and services"),
        new('7', "Spare capacity after a loss"),
        new('8', "The cluster"),
    ];

    /// <summary>Such as NINE1xx.</summary>
    public string Name => $"NINE{Digit}xx";

    public bool Has(string code) => code.Length > 4 && code[4] == Digit;
}
