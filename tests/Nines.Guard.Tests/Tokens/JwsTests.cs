using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Tokens;

namespace Nines.Guard.Tests.Tokens;

public sealed class JwsTests
{
    private static readonly RSA s_rsa = RSA.Create(2048);

    [Theory]
    [InlineData(PublishedVectors.RsaToken, PublishedVectors.RsaKey)]
    [InlineData(PublishedVectors.CurveToken, PublishedVectors.CurveKey)]
    public void Published_tokens_are_accepted(string token, string keys)
    {
        Judge(token, keys).ShouldBe(TokenRefusal.None);
        JwsToken.TryParse(token, out JwsToken? parsed);
        Encoding.UTF8.GetString(parsed!.Payload).ShouldBe("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    }

    [Theory]
    [InlineData(PublishedVectors.RsaToken, PublishedVectors.RsaKey)]
    [InlineData(PublishedVectors.CurveToken, PublishedVectors.CurveKey)]
    public void No_single_bit_can_be_changed(string token, string keys)
    {
        for (int index = 0; index < token.Length; index++)
        {
            for (int bit = 0; bit < 7; bit++)
            {
                string changed = token[..index] + (char)(token[index] ^ (1 << bit)) + token[(index + 1)..];
                Judge(changed, keys).ShouldNotBe(TokenRefusal.None, $"bit {bit} of character {index}");
            }
        }
    }

    [Fact]
    public void Every_accepted_algorithm_verifies_what_it_signed_and_nothing_else()
    {
        foreach (string name in (string[])["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"])
        {
            JwsAlgorithm algorithm = JwsAlgorithm.Find(name)!;
            using ECDsa? curve = algorithm.Curve is null ? null : ECDsa.Create(algorithm.Curve switch
            {
                "P-256" => ECCurve.NamedCurves.nistP256,
                "P-384" => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            });
            string input = Input($$"""{"alg":"{{name}}","kid":"k"}""");
            byte[] bytes = Encoding.ASCII.GetBytes(input);
            byte[] signature = curve is null ? s_rsa.SignData(bytes, algorithm.Hash, algorithm.Padding!) : curve.SignData(bytes, algorithm.Hash);
            string keys = curve is null ? RsaKeys("k") : CurveKeys("k", curve, algorithm.Curve!);

            Judge($"{input}.{Base64Url.EncodeToString(signature)}", keys).ShouldBe(TokenRefusal.None, name);
            Judge($"{Input($$"""{"alg":"{{name}}","kid":"k","x":1}""")}.{Base64Url.EncodeToString(signature)}", keys).ShouldBe(TokenRefusal.BadSignature, name);
            Judge($"{input}.{Base64Url.EncodeToString(new byte[signature.Length])}", keys).ShouldBe(TokenRefusal.BadSignature, name);
            Judge($"{input}.{Base64Url.EncodeToString([.. signature, 0])}", keys).ShouldBe(TokenRefusal.BadSignature, name);
            Judge($"{input}.", keys).ShouldBe(TokenRefusal.BadSignature, name);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("rs256")]
    [InlineData("RS256 ")]
    [InlineData("HS384")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    [InlineData("RSA-OAEP")]
    public void Other_algorithms_are_refused_with_or_without_a_signature(string algorithm)
    {
        string input = Input($$"""{"alg":"{{algorithm}}","kid":"k"}""");
        Judge(input + ".", RsaKeys("k")).ShouldBe(TokenRefusal.AlgorithmNotAccepted);
        Judge(Signed($$"""{"alg":"{{algorithm}}","kid":"k"}"""), RsaKeys("k")).ShouldBe(TokenRefusal.AlgorithmNotAccepted);
    }

    [Fact]
    public void A_public_key_is_not_accepted_as_a_shared_secret()
    {
        string input = Input("""{"alg":"HS256","kid":"k"}""");
        foreach (byte[] secret in (byte[][])[s_rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(s_rsa.ExportSubjectPublicKeyInfoPem()), []])
        {
            string mac = Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)));
            Judge($"{input}.{mac}", RsaKeys("k")).ShouldBe(TokenRefusal.AlgorithmNotAccepted);
        }

        // Nor is a secret that stands in the set.
        Judge(Signed("""{"alg":"RS256","kid":"k"}"""), """{"keys":[{"kty":"oct","kid":"k","k":"AAAA"}]}""").ShouldBe(TokenRefusal.UnknownKey);
    }

    [Fact]
    public void The_key_must_be_the_one_that_the_header_names_and_fit_the_algorithm()
    {
        string token = Signed("""{"alg":"RS256","kid":"k"}""");
        Judge(token, RsaKeys("k")).ShouldBe(TokenRefusal.None);
        Judge(token, RsaKeys("other")).ShouldBe(TokenRefusal.UnknownKey);
        Judge(token, RsaKeys("k", "k")).ShouldBe(TokenRefusal.UnknownKey);
        Judge(token, RsaKeys("K")).ShouldBe(TokenRefusal.UnknownKey);
        Judge(Signed("""{"alg":"RS256"}"""), RsaKeys("a")).ShouldBe(TokenRefusal.None);
        Judge(Signed("""{"alg":"RS256"}"""), RsaKeys("a", "b")).ShouldBe(TokenRefusal.UnknownKey);
        Judge(token, RsaKeys("k").Replace("\"kty\"", "\"alg\":\"PS256\",\"kty\"", StringComparison.Ordinal)).ShouldBe(TokenRefusal.KeyDoesNotFit);
        Judge(token, RsaKeys("k").Replace("\"kty\"", "\"use\":\"enc\",\"kty\"", StringComparison.Ordinal)).ShouldBe(TokenRefusal.UnknownKey);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Judge(token, CurveKeys("k", curve, "P-256")).ShouldBe(TokenRefusal.KeyDoesNotFit);
        Judge(Signed("""{"alg":"ES384","kid":"k"}"""), CurveKeys("k", curve, "P-256")).ShouldBe(TokenRefusal.KeyDoesNotFit);
    }

    [Fact]
    public void Short_keys_and_points_off_the_curve_are_no_keys()
    {
        using var small = RSA.Create(1024);
        IssuerKeySet.Read(Encoding.UTF8.GetBytes(RsaKeysOf(small, "k")))!.Keys.ShouldBeEmpty();
        IssuerKeySet.Read(Encoding.UTF8.GetBytes(PublishedVectors.CurveKey.Replace("\"x\":\"f8", "\"x\":\"g8", StringComparison.Ordinal)))!.Keys.ShouldBeEmpty();
        IssuerKeySet.Read(Encoding.UTF8.GetBytes(PublishedVectors.CurveKey))!.Keys.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void Invalid_key_sets_are_refused(string json) => IssuerKeySet.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"k","kid":"k"}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","\u0061lg":"none","kid":"k"}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","kid":7}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":["RS256"],"kid":"k"}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"kid":"k"}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""["RS256"]""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256"}{}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","a":[[[[[[1]]]]]]}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","kid":"\ud800"}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","kid":"k","x":["\udc00"]}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","kid":"k","\ud800":1}""", nameof(TokenRefusal.BadHeader))]
    [InlineData("""{"alg":"RS256","kid":"k","crit":["exp"],"exp":1}""", nameof(TokenRefusal.ExtensionNotAccepted))]
    [InlineData("""{"alg":"RS256","kid":"k","b64":false}""", nameof(TokenRefusal.ExtensionNotAccepted))]
    [InlineData("""{"alg":"RS256","kid":"k","zip":"DEF"}""", nameof(TokenRefusal.ExtensionNotAccepted))]
    [InlineData("""{"alg":"RS256","kid":"k","cty":"JWT"}""", nameof(TokenRefusal.NestedToken))]
    public void Headers_that_two_readers_could_read_differently_are_refused(string header, string refusal) =>
        Judge(Signed(header), RsaKeys("k")).ShouldBe(Enum.Parse<TokenRefusal>(refusal));

    [Fact]
    public void Headers_that_are_not_utf8_are_refused()
    {
        string header = Base64Url.EncodeToString(Encoding.Latin1.GetBytes("{\"alg\":\"RS256\",\"kid\":\"k\",\"x\":[\"\u00ff\"]}"));
        JwsToken.TryParse($"{header}.e30.AAAA", out _).ShouldBe(TokenRefusal.BadHeader);
    }

    [Fact]
    public void Many_threads_verify_with_one_set_of_keys_while_it_is_disposed()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string rsaToken = Signed("""{"alg":"RS256","kid":"k"}""");
        string input = Input("""{"alg":"ES256","kid":"e"}""");
        string curveToken = $"{input}.{Base64Url.EncodeToString(curve.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
        string json = $"{RsaKeys("k").TrimEnd('}', ']')}}},{CurveKeys("e", curve, "P-256").Trim()["{\"keys\":[".Length..]}";
        IssuerKeySet keys = IssuerKeySet.Read(Encoding.UTF8.GetBytes(json))!;
        keys.Keys.Length.ShouldBe(2);
        int verified = 0;
        Parallel.For(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 24 }, round =>
        {
            if (round == 2_000)
            {
                keys.Dispose();
            }

            bool isGood = round % 3 != 0;
            string token = round % 2 == 0 ? rsaToken : curveToken;
            JwsToken.TryParse(isGood ? token : $"{token[..^4]}{(token[^4] == 'A' ? 'B' : 'A')}{token[^3..]}", out JwsToken? parsed);
            keys.Verify(parsed!).ShouldBe(isGood ? TokenRefusal.None : TokenRefusal.BadSignature);
            Interlocked.Increment(ref verified);
        });
        verified.ShouldBe(4_000);
    }

    [Fact]
    public void A_pool_keeps_few_verifiers_and_disposes_all_of_them()
    {
        var created = new List<Counted>();
        var pool = new VerifierPool<Counted>(() =>
        {
            var one = new Counted();
            created.Add(one);
            return one;
        });
        Counted first = pool.Take();
        pool.Return(first);
        pool.Take().ShouldBeSameAs(first);
        Counted[] taken = [first, .. Enumerable.Range(0, 2 * VerifierPool<Counted>.MaxIdle).Select(_ => pool.Take())];
        Counted late = pool.Take();
        foreach (Counted one in taken)
        {
            pool.Return(one);
        }

        created.Count(one => one.Disposals == 0).ShouldBe(VerifierPool<Counted>.MaxIdle + 1);
        pool.Dispose();
        late.Disposals.ShouldBe(0);
        pool.Return(late);
        created.ShouldAllBe(one => one.Disposals == 1);
    }

    [Fact]
    public void Only_one_spelling_of_a_token_is_accepted()
    {
        string good = PublishedVectors.CurveToken;
        string keys = PublishedVectors.CurveKey;
        foreach (string other in (string[])[good + "=", good + " ", " " + good, good + "\n", good.Replace('-', '+'), good + ".", "." + good, good + ".x", good[..^1] + "V"])
        {
            Judge(other, keys).ShouldBeOneOf(TokenRefusal.Malformed, TokenRefusal.BadSignature, TokenRefusal.BadHeader);
        }

        // The last letter of this signature carries two bits that are not used: the other spellings of the same bytes are refused as such.
        foreach (char last in "RSTUVWX".Where(letter => letter != good[^1]))
        {
            JwsToken.TryParse(good[..^1] + last, out JwsToken? parsed);
            (parsed is null || Judge(good[..^1] + last, keys) == TokenRefusal.BadSignature).ShouldBeTrue();
        }
    }

    [Fact]
    public void Large_tokens_are_refused_without_work()
    {
        JwsToken.TryParse(new string('a', JwsToken.MaxCharacters + 1), out _).ShouldBe(TokenRefusal.TooLarge);
        JwsToken.TryParse(new string('.', JwsToken.MaxCharacters), out _).ShouldBe(TokenRefusal.Malformed);
        Judge(Signed($$"""{"alg":"RS256","kid":"{{new string('k', 5000)}}"}"""), RsaKeys("k")).ShouldBe(TokenRefusal.BadHeader);
    }

    private static TokenRefusal Judge(string token, string keys)
    {
        TokenRefusal refusal = JwsToken.TryParse(token, out JwsToken? parsed);
        return refusal != TokenRefusal.None ? refusal : IssuerKeySet.Read(Encoding.UTF8.GetBytes(keys))!.Verify(parsed!);
    }

    private static string Input(string header) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{\"sub\":\"x\"}"u8)}";

    private static string Signed(string header)
    {
        string input = Input(header);
        return $"{input}.{Base64Url.EncodeToString(s_rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string RsaKeys(params string[] ids) => RsaKeysOf(s_rsa, ids);

    private static string RsaKeysOf(RSA rsa, params string[] ids)
    {
        RSAParameters key = rsa.ExportParameters(includePrivateParameters: false);
        string numbers = $"\"n\":\"{Base64Url.EncodeToString(key.Modulus)}\",\"e\":\"{Base64Url.EncodeToString(key.Exponent)}\"";
        return "{\"keys\":[" + string.Join(',', ids.Select(id => $"{{\"kty\":\"RSA\",\"kid\":\"{id}\",{numbers}}}")) + "]}";
    }

    private static string CurveKeys(string id, ECDsa curve, string name)
    {
        ECPoint point = curve.ExportParameters(includePrivateParameters: false).Q;
        return $$"""
            {"keys":[{"kty":"EC","kid":"{{id}}","crv":"{{name}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}
            """;
    }

    private sealed class Counted : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
