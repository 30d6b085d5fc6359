using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Assertions 1 to 12.</summary>
internal static class AuthenticationAssertions
{
    private const string Challenged = "WWW-Authenticate";
    private const string NoTls = "No contract demands TLS: it is the proxy's.";

    public static IReadOnlyList<Assertion> All { get; } =
    [
        Of(1, "No credential is answered by 401 with WWW-Authenticate, on every operation that is not open.", MissingIsChallenged),
        Of(2, "That challenge has no error=.", MissingHasNoError),
        Of(3, "An unknown, expired or revoked key is answered by 401 with error=\"invalid_token\".", DeadKeyIsInvalidToken) with { Lacking = NoExpired },
        Of(4, "Keys that the contract answers by one code differ in nothing.", OneCodeIsOneAnswer) with { Lacking = NoTwoAlike },
        Of(5, "Two credentials are refused as malformed.", TwoAreMalformed) with { Inapplicable = NoneOfOneLine },
        Of(6, "The scheme's case does not matter.", SchemeIsCaseInsensitive) with { Inapplicable = NoAuthorization },
        Of(7, "Every challenge parses, one a line.", ChallengesParse),
        Of(8, "Challenges stay in their characters, whatever was sent.", ChallengesStayInTheirCharacters),
        Of(9, "A key in the query string is not read, and is in no log and no answer.", QueryIsNotRead) with { Partial = EnvelopeAssertions.NoLog },
        Assertion.Silent(10, "Plain HTTP is answered by 403 without a redirect where TLS is required.", NoTls),
        Assertion.Silent(11, "That answer is the same for good keys and bad ones.", NoTls),
        Of(12, "A wrong checksum is answered by 401 without asking the store.", ChecksumComesFirst) with
        {
            Inapplicable = NoKeys,
            Lacking = target => target.Inside is null ? "Only IProbeInside can count look-ups." : null,
        },
    ];

    private static Assertion Of(int number, string sentence, Func<Probe, Task<string?>> check) => new(number, sentence, check) { Inapplicable = NoCredentials };

    private static string? NoCredentials(ProbeTarget target) => target.Contract.Credentials.Count == 0 ? "The contract reads no credential." : null;

    private static string? NoneOfOneLine(ProbeTarget target) =>
        NoCredentials(target) ?? (target.Entries.SelectMany(CredentialForms.Twice).Any() ? null : "The contract reads cookies only.");

    private static string? NoAuthorization(ProbeTarget target) =>
        target.Entries.Any(CredentialForms.IsAuthorization) ? null : "No credential of this contract is read from Authorization.";

    private static string? NoKeys(ProbeTarget target) => target.Entries.Any(IsKey) ? null : "The contract reads no keys.";

    private static bool IsKey(ProbeEntry entry) => entry.Scheme is KeyScheme;

    private static string? NoExpired(ProbeTarget target) =>
        target.Refused.Select(refused => refused.Condition).Intersect(
            [Condition.CredentialRevoked, Condition.CredentialExpired, Condition.CredentialMismatched, Condition.SessionInvalid]).Any()
            ? null
            : "Give credentials that open nothing any more: expired, revoked.";

    private static string? NoTwoAlike(ProbeTarget target) =>
        GroupsOf(new Probe(target, new FailureBudget(), CancellationToken.None)).Any()
            ? null
            : "Give two credentials that one code answers, such as an unknown one and one of another environment.";

    private static IEnumerable<IEnumerable<ProbeRefused>> GroupsOf(Probe probe) => probe.Dead
        .GroupBy(dead => (probe.Definition(dead.Condition).Code, probe.RequestOf(dead).ToString(), dead.Credential.ToString()))
        .Where(group => group.Count() > 1);

    private static async Task<string?> MissingIsChallenged(Probe probe)
    {
        foreach (var entry in probe.Entries)
        {
            var response = await probe.SendAsync(entry.Read);
            if (probe.Unlike(response, entry.Missing) is { } other)
            {
                return other;
            }

            if (response.Status != 401 || response.Header(Challenged) is null)
            {
                return $"{entry.Read}: {Probe.Show(response)}";
            }
        }

        return await EveryOperationAsks(probe);
    }

    private static async Task<string?> EveryOperationAsks(Probe probe)
    {
        foreach (var request in probe.Api.Routes.SelectMany(
            route => route.Methods.Except(route.Open).Except(["HEAD", "OPTIONS"]).Select(method => new ProbeRequest(method, route.Target))))
        {
            var response = await probe.SendAsync(request);
            if (response.Status != 401 || response.Header(Challenged) is null || !probe.Entries.Any(entry => probe.Unlike(response, entry.Missing) is null))
            {
                return $"{request}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> MissingHasNoError(Probe probe)
    {
        foreach (var entry in probe.Entries)
        {
            var challenges = await ChallengesOf(probe, entry.Read);
            if (challenges.Any(challenge => challenge?.Parameters.ContainsKey("error") ?? true))
            {
                return $"{entry.Read}: an error= in the challenge";
            }
        }

        return null;
    }

    private static async Task<string?> DeadKeyIsInvalidToken(Probe probe)
    {
        foreach (var dead in probe.Dead)
        {
            var response = await probe.SendAsync(probe.RequestOf(dead));
            if (probe.Unlike(response, dead.Condition) is { } other)
            {
                return $"{dead.Condition}: {other}";
            }

            if (response.Status != 401 || Challenge.Parse(response.Header(Challenged)!)?.Parameters.GetValueOrDefault("error") != "invalid_token")
            {
                return $"{dead.Condition}: {response.Header(Challenged)}";
            }
        }

        return null;
    }

    private static async Task<string?> OneCodeIsOneAnswer(Probe probe)
    {
        foreach (var group in GroupsOf(probe))
        {
            var answers = new HashSet<string>();
            foreach (var dead in group)
            {
                answers.Add(Comparable(probe, await probe.SendAsync(probe.RequestOf(dead))));
            }

            if (answers.Count > 1)
            {
                return string.Join(" and ", answers);
            }
        }

        return null;
    }

    private static string Comparable(Probe probe, RawResponse response)
    {
        var headers = response.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}");
        return $"{response.StatusLine} {string.Join("; ", headers)} {response.Text}".Replace(probe.RequestIdOf(response), "ID", StringComparison.Ordinal);
    }

    private static async Task<string?> TwoAreMalformed(Probe probe)
    {
        foreach (var entry in probe.Entries)
        {
            foreach (var twice in CredentialForms.Twice(entry))
            {
                if (probe.Unlike(await probe.SendAsync(twice), CredentialForms.MalformedOf(entry)) is { } other)
                {
                    return other;
                }
            }
        }

        return null;
    }

    private static async Task<string?> SchemeIsCaseInsensitive(Probe probe)
    {
        foreach (var entry in probe.Entries.Where(CredentialForms.IsAuthorization))
        {
            foreach (var scheme in new[] { "bearer", "BEARER", "bEaReR" })
            {
                var response = await probe.SendAsync(entry.Read.With("Authorization", $"{scheme} {CredentialForms.TextOf(entry.Credential)}"));
                if (response.Status != 200)
                {
                    return $"{scheme}: {Probe.Show(response)}";
                }
            }
        }

        return null;
    }

    private static async Task<string?> ChallengesParse(Probe probe)
    {
        foreach (var request in Challenging(probe))
        {
            var challenges = await ChallengesOf(probe, request);
            if (challenges.Count == 0 || challenges.Any(challenge => challenge?.Parameters.ContainsKey("realm") != true))
            {
                return $"{request}: {string.Join(" | ", (await probe.SendAsync(request)).Headers.Where(IsChallenge).Select(header => header.Value))}";
            }
        }

        return null;
    }

    private static async Task<string?> ChallengesStayInTheirCharacters(Probe probe)
    {
        foreach (var entry in probe.Entries)
        {
            var header = entry.Credential.Fields[0].Key;
            foreach (var odd in new[]
            {
                "Bearer \"x\\",
                "Bearer \u00c3\u00a4\u00c3\u00b6",
                "Bearer a, error=\"evil\"",
                "\"evil\"",
                "Bearer " + new string('x', 5000)
            })
            {
                var response = await probe.SendAsync(entry.Read.With(header, odd));
                var lines = response.Headers.Where(IsChallenge).Select(line => line.Value).ToArray();
                if (response.Status != 401 || lines.Any(line => Challenge.Parse(line) is not { } challenge || challenge.Parameters.Values.Any(IsOdd)))
                {
                    return $"{odd[..Math.Min(30, odd.Length)]}: {response.Status} {string.Join(" | ", lines)}";
                }
            }
        }

        return null;

        static bool IsOdd(string value) => value.Contains("evil", StringComparison.Ordinal) || value.Any(c => c is < ' ' or > '~' or '"' or '\\');
    }

    private static async Task<string?> QueryIsNotRead(Probe probe)
    {
        foreach (var entry in probe.Entries)
        {
            foreach (var secret in entry.Credential.Fields.Select(field => field.Value.Split(' ', '=')[^1]).Where(secret => secret.Length >= 16))
            {
                if (await SecretInQuery(probe, entry, secret) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static async Task<string?> SecretInQuery(Probe probe, ProbeEntry entry, string secret)
    {
        foreach (var name in entry.Credential.Fields.Select(field => field.Key).Concat(
            ["api_key", "access_token", "key", "token", "session"]).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var read = entry.Read with { Target = Query.Add(entry.Read.Target, $"{name}={secret}") };
            var unsigned = await probe.SendAsync(read);
            if (probe.Unlike(unsigned, entry.Missing) is { } other)
            {
                return $"{name}: {other}";
            }

            foreach (var response in new[] { unsigned, await probe.SendAsync(read.With(entry.Credential)) })
            {
                if (response.Everything().Contains(secret, StringComparison.Ordinal) || await IsInLog(probe, response, secret))
                {
                    return $"{name} is told or logged for {Probe.Show(response)}";
                }
            }
        }

        return probe.Api.Inside?.LogLines.FirstOrDefault(line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static async Task<bool> IsInLog(Probe probe, RawResponse response, string secret)
    {
        if (probe.Api.Inside is not { } inside)
        {
            return false;
        }

        var entry = await inside.FindRequestAsync(probe.RequestIdOf(response), probe.Cancellation);
        return entry?.ToString().Contains(secret, StringComparison.Ordinal) != false;
    }

    private static async Task<string?> ChecksumComesFirst(Probe probe)
    {
        var entry = probe.Entries.First(IsKey);
        await probe.SendAsync(entry.Read.With(entry.Credential));
        var key = CredentialForms.TextOf(entry.Credential);
        foreach (var at in new[] { key.Length - 1, key.Length - 30, key.IndexOf('_', key.IndexOf('_', StringComparison.Ordinal) + 1) + 3 })
        {
            var before = probe.Api.Inside!.KeyLookups;
            var (header, value) = entry.Credential.Fields[0];
            var wrong = value.Replace(key, $"{key[..at]}{(key[at] == 'a' ? 'b' : 'a')}{key[(at + 1)..]}", StringComparison.Ordinal);
            if (probe.Unlike(await probe.SendAsync(entry.Read.With(header, wrong)), Condition.CredentialUnknown) is { } other)
            {
                return other;
            }

            if (probe.Api.Inside.KeyLookups != before)
            {
                return $"{probe.Api.Inside.KeyLookups - before} look-ups";
            }
        }

        return null;
    }

    private static IEnumerable<ProbeRequest> Challenging(Probe probe) =>
        [.. probe.Entries.Select(entry => entry.Read), .. probe.Entries.SelectMany(CredentialForms.Malformed), .. probe.Dead.Select(probe.RequestOf)];

    private static bool IsChallenge(KeyValuePair<string, string> header) => string.Equals(header.Key, Challenged, StringComparison.OrdinalIgnoreCase);

    private static async Task<IReadOnlyList<Challenge?>> ChallengesOf(Probe probe, ProbeRequest request) =>
        [.. (await probe.SendAsync(request)).Headers.Where(IsChallenge).Select(header => Challenge.Parse(header.Value))];
}
