namespace Nines.Guard.Decisions.Rbac;

/// <summary>What Azure said of one action.</summary>
/// <param name="Why">The role assignment that allows it or the deny assignment that refuses it; null when Azure named none.</param>
/// <param name="Life">How long it may be kept; zero when Azure gave no time.</param>
internal readonly record struct ActionAnswer(bool IsAllowed, string? Why, TimeSpan Life);

/// <summary>Collects the answers to one call from all of its pages.</summary>
internal sealed class ActionAnswers
{
    // Azure does not tell ids apart by case.
    private readonly Dictionary<string, ActionAnswer> _answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of two answers about one action the worse counts, and the shorter life.</summary>
    public void Add(string action, ActionAnswer answer)
    {
        if (_answers.TryGetValue(action, out ActionAnswer other))
        {
            ActionAnswer worse = other.IsAllowed ? answer : other;
            answer = worse with { Life = answer.Life < other.Life ? answer.Life : other.Life };
        }

        _answers[action] = answer;
    }

    /// <summary>Null when Azure said nothing of it.</summary>
    public ActionAnswer? Of(CheckAction action) => _answers.TryGetValue(action.Id, out ActionAnswer answer) ? answer : null;
}
