using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Rbac;

/// <summary>Equal names of cached decisions mean equal requests to Azure, and the other way round.</summary>
public sealed class QuestionKeyTests
{
    private static readonly RbacOptions s_options = RbacBench.Options with
    {
        ManagedNamespacesOf = RbacBench.Cluster, FleetId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/fleets/f", SubresourceAttributes = true,
    };

    // Few letters, so that questions often meet; and those that separate something somewhere.
    private static readonly Gen<string> s_text = Gen.Choose(0, 4).SelectMany(length =>
        Gen.Elements('a', 'b', '/', '\0', ',', '"', '\\', '\n', ':', '|', ' ', '%', 'é', '*').ArrayOf(length).Select(letters => new string(letters)));

    private static readonly Gen<ImmutableArray<string>> s_texts = Gen.Choose(0, 2).SelectMany(count => s_text.ArrayOf(count).Select(texts => texts.ToImmutableArray()));

    private static readonly Gen<CheckAction> s_action =
        from id in s_text
        from attributes in Gen.Choose(0, 2).SelectMany(count => s_text.ArrayOf(count))
        from value in s_text
        select new CheckAction(id, [.. attributes.Distinct().Select(name => KeyValuePair.Create(name, value))]);

    private static readonly Gen<ScopeQuestion> s_scope =
        from scope in s_text
        from count in Gen.Choose(0, 2)
        from actions in s_action.ArrayOf(count)
        select new ScopeQuestion("/" + scope, [.. actions]);

    private static readonly Gen<CheckQuestion> s_question =
        from oid in s_text
        from groups in s_texts
        from count in Gen.Choose(1, 2)
        from scopes in s_scope.ArrayOf(count)
        select new CheckQuestion(oid, groups, [.. scopes]);

    // Questions of Kubernetes as hostile callers write them; a good part of them can be asked.
    private static readonly Gen<string> s_name = Gen.Frequency((6, Gen.Elements("", "a", "b", "pods", "exec", "apps", "get", "list", "create")), (1, s_text));

    private static readonly Gen<AccessQuestion> s_asked =
        from verb in Gen.Frequency((6, Gen.Elements("get", "list", "watch", "create", "update", "delete", "bind")), (1, s_text))
        from resource in Gen.Frequency((6, Gen.Elements("pods", "secrets", "apps", "a")), (1, s_text))
        from names in s_name.ArrayOf(4)
        from groups in Gen.Choose(0, 3).SelectMany(count => Gen.Elements(
            "bbbbbbbb-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002", "{bbbbbbbb-0000-4000-8000-000000000001}", "system:authenticated").ArrayOf(count))
        from oid in Gen.Elements("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002")
        from name in s_text
        from path in Gen.Elements("", "", "", "/logs", "/logs/", "/pods", "/apps/pods", "/a/../b")
        select path.Length > 0
            ? new AccessQuestion(Ask.User("u" + name, oid, groups), null, new NonResourceAttributes(verb, path))
            : new AccessQuestion(Ask.User("u" + name, oid, groups), new ResourceAttributes(verb, names[0], "v1", resource, names[1], names[2], names[3]), null);

    [Fact]
    public void Equal_keys_mean_equal_requests_for_any_fields()
    {
        Prop.ForAll(Gen.Two(s_question).ToArbitrary(), pair =>
        {
            bool sameRequests = Requests(pair.Item1) == Requests(pair.Item2);
            (Key(pair.Item1) == Key(pair.Item2)).ShouldBe(sameRequests);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(new Replay(new Rnd(7, 9), null)));

        // Equal ones hardly meet by chance, so they are also made: each question against a copy of itself.
        Prop.ForAll(s_question.ToArbitrary(), question =>
        {
            CheckQuestion copy = new(question.ObjectId, [.. question.Groups], [.. question.Scopes.Select(scope => new ScopeQuestion(scope.Scope, [.. scope.Actions]))]);
            Key(copy).ShouldBe(Key(question));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Moving_a_letter_to_the_next_field_changes_the_key()
    {
        List<CheckQuestion> near = [];
        foreach ((string oid, string[] groups, string scope, string action) in ((string, string[], string, string)[])
        [
            ("ab", ["c"], "/d", "e"), ("a", ["bc"], "/d", "e"), ("a", ["b", "c"], "/d", "e"), ("abc", [], "/d", "e"), ("ab", ["c"], "/de", ""), ("ab", ["c/"], "/d", "e"),
            ("ab", ["c,"], "/d", "e"), ("ab", ["c\0"], "/d", "e"), ("ab,c", [], "/d", "e"), ("ab\0c", [], "/d", "e"),
        ])
        {
            near.Add(new CheckQuestion(oid, [.. groups], [new ScopeQuestion(scope, [new CheckAction(action)])]));
        }

        near.Add(near[0] with { Scopes = [near[0].Scopes[0], near[0].Scopes[0]] });
        near.Add(near[0] with { Scopes = [new ScopeQuestion("/d", [new CheckAction("e"), new CheckAction("e")])] });
        near.Add(near[0] with { Scopes = [new ScopeQuestion("/d", [new CheckAction("e", [new("k", "v")])])] });
        near.Add(near[0] with { Scopes = [new ScopeQuestion("/d", [new CheckAction("e", [new("kv", "")])])] });
        near.Select(Key).Distinct().Count().ShouldBe(near.Count);
        near.Select(Requests).Distinct().Count().ShouldBe(near.Count);
    }

    [Fact]
    public void Questions_of_Kubernetes_share_a_key_exactly_when_they_are_one_question_to_Azure()
    {
        QuestionPlanner planner = new(s_options, new OperationCatalogue(new ScriptedUpstream(new ManualClock()), s_options, new ManualClock()));
        int equal = 0;
        int different = 0;
        Prop.ForAll(Gen.Two(s_asked).ToArbitrary(), pair =>
        {
            if (Plan(planner, pair.Item1) is not { } one || Plan(planner, pair.Item2) is not { } other)
            {
                return;
            }

            bool sameRequests = Requests(one) == Requests(other);
            (Key(one) == Key(other)).ShouldBe(sameRequests);
            (equal, different) = sameRequests ? (equal + 1, different) : (equal, different + 1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithReplay(new Replay(new Rnd(11, 13), null)));
        equal.ShouldBeGreaterThan(10, "both sides of the claim must be tried");
        different.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Another_cloud_tenant_API_or_naming_key_names_other_decisions()
    {
        CheckQuestion question = new(Ask.Oid, [], [new ScopeQuestion("/s", [new CheckAction("a")])]);
        RbacOptions[] options =
        [
            s_options,
            s_options with { Tenant = "other" },
            s_options with { ManagementEndpoint = new Uri("https://management.chinacloudapi.cn/") },
            s_options with { Api = CheckApi.V2, DecisionEndpoint = new Uri("https://management.azure.com/") },
        ];
        options.Select(option => new QuestionKey(option).Compute(RbacBench.Keys, question)).Distinct().Count().ShouldBe(4);
        byte[] naming = new byte[32];
        naming[0] = 1;
        new QuestionKey(s_options).Compute(RbacBench.Keys with { Naming = naming }, question).ShouldNotBe(Key(question));
        new QuestionKey(s_options).Compute(RbacBench.Keys with { Signing = [new SigningKey(2, new byte[32])] }, question).ShouldBe(Key(question), "signing keys rotate without misses");
    }

    private static CheckQuestion? Plan(QuestionPlanner planner, AccessQuestion asked)
    {
        if (new ActionMapper(s_options).NeedsOperations(asked))
        {
            return null;
        }

        Task<(CheckQuestion? Question, string? Refusal)> plan = planner.PlanAsync(asked, default).AsTask();
        plan.IsCompletedSuccessfully.ShouldBeTrue();
        return plan.Result.Question;
    }

    private static EntryKey Key(CheckQuestion question) => new QuestionKey(s_options).Compute(RbacBench.Keys, question);

    /// <summary>All that can go out for the question, in order.</summary>
    private static string Requests(CheckQuestion question)
    {
        StringBuilder all = new();
        foreach (ScopeQuestion scope in question.Scopes)
        {
            byte[] body = CheckRequestWriter.Write(question, scope.Scope, scope.Actions.AsSpan(), CheckApi.V1).ToArray();
            all.Append(CheckAddress.Create(s_options, scope.Scope).AbsoluteUri).Append('\n').Append(Encoding.UTF8.GetString(body)).Append('\n');
        }

        return all.ToString();
    }
}
