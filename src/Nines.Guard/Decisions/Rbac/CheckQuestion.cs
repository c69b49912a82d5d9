using System.Collections.Immutable;
using Nines.Guard.Cache;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Complete question to Azure: everything that a request contains is in here, and nothing else decides the answer.</summary>
/// <param name="ObjectId">Of the user.</param>
/// <param name="Groups">Object ids, sorted, without duplicates.</param>
/// <param name="Scopes">Asked one after another until one allows.</param>
internal sealed record CheckQuestion(string ObjectId, ImmutableArray<string> Groups, ImmutableArray<ScopeQuestion> Scopes);

/// <param name="Scope">The resource id that is asked about.</param>
/// <param name="Actions">All of them must be allowed.</param>
internal sealed record ScopeQuestion(string Scope, ImmutableArray<CheckAction> Actions);

/// <summary>Names the cached answer to a question: equal names mean equal requests to Azure, and the other way round.</summary>
internal sealed class QuestionKey(RbacOptions options)
{
    /// <summary>Version of the format of questions and answers; a change of either changes all names.</summary>
    private const string Reading = "rbac/1";

    [ThreadStatic]
    private static QuestionWriter? s_writer;

    private readonly string _cloud = CheckAddress.Endpoint(options).AbsoluteUri;
    private readonly string _api = options.Api == CheckApi.V2 ? "v2" : "v1";

    public EntryKey Compute(KeyRing keys, CheckQuestion question)
    {
        QuestionWriter writer = s_writer ??= new QuestionWriter();
        writer.Clear();
        writer.Field(Reading).Field(_cloud).Field(options.Tenant).Field(_api).Field(question.ObjectId).List(question.Groups).Count(question.Scopes.Length);
        foreach (ScopeQuestion scope in question.Scopes)
        {
            writer.Field(scope.Scope).Count(scope.Actions.Length);
            foreach (CheckAction action in scope.Actions)
            {
                writer.Field(action.Id).Count(action.Attributes.Length);
                foreach ((string name, string value) in action.Attributes)
                {
                    writer.Field(name).Field(value);
                }
            }
        }

        return EntryKey.Compute(keys.Naming.Span, writer.Written);
    }
}
