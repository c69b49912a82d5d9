using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>The codes of one hundred, which belong together.</summary>
/// <param name="Digit">The first digit of its codes.</param>
/// <param name="Title">What they are about.</param>
internal sealed record CodeFamily(char Digit, string Title)
{
    public static ImmutableArray<CodeFamily> All { get; } =
    [
        new('1', "What the loss of a domain leaves"),
        new('2', "Disruption budgets"),
        new('3', "What the scheduler was told"),
        new('4', "Volumes"),
        new('5', "Autoscaling"),
        new('6', "Pods and services"),
        new('7', "Room for what is lost"),
        new('8', "The cluster"),
    ];

    /// <summary>Such as NINE1xx.</summary>
    public string Name => $"NINE{Digit}xx";

    public bool Has(string code) => code.Length > 4 && code[4] == Digit;
}
