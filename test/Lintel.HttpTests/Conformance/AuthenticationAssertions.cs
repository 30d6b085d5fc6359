using Lintel.Contracts;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Assertions 1 to 9 and 12.</summary>
internal static class AuthenticationAssertions
{
    private const string Challenged = "WWW-Authenticate";

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(1, "No credential is answered by 401 with WWW-Authenticate.", MissingIsChallenged),
        new(2, "That challenge has no error=.", MissingHasNoError),
        new(3, "An unknown, expired or revoked key is answered by 401 with error=\"invalid_token\".", DeadKeyIsInvalidToken),
        new(4, "Keys that the contract answers by one code differ in nothing.", OneCodeIsOneAnswer),
        new(5, "Two credentials are refused as malformed.", TwoAreMalformed),
        new(6, "The scheme's case does not matter.", IsBearer, SchemeIsCaseInsensitive),
        new(7, "Every challenge parses, one a line.", ChallengesParse),
        new(8, "Challenges stay in their characters, whatever was sent.", ChallengesStayInTheirCharacters),
        new(9, "A key in the query string is not read, and is in no log and no body.", QueryIsNotRead),
        new(12, "A wrong checksum is answered by 401 without asking the store.", ChecksumComesFirst),
    ];

    private static bool IsBearer(Contract contract) => contract.Credentials[0].Kind == CredentialKind.Bearer;

    private static async Task<string?> MissingIsChallenged(Probe probe)
    {
        var response = await probe.SendAsync(probe.Api.Read);
        return probe.Unlike(response, Condition.CredentialMissing) ?? (response.Status == 401 && response.Header(Challenged) is not null ? null : Probe.Show(response));
    }

    private static async Task<string?> MissingHasNoError(Probe probe)
    {
        var challenges = await ChallengesOf(probe, probe.Api.Read);
        return challenges.Any(challenge => challenge?.Parameters.ContainsKey("error") ?? true) ? "an error= in the challenge" : null;
    }

    private static async Task<string?> DeadKeyIsInvalidToken(Probe probe)
    {
        foreach (var (condition, key) in probe.Api.DeadKeys)
        {
            var response = await probe.SendAsync(probe.Api.Signed(probe.Api.Read, key));
            if (probe.Unlike(response, condition) is { } other)
            {
                return other;
            }

            if (response.Status != 401 || Challenge.Parse(response.Header(Challenged)!)?.Parameters.GetValueOrDefault("error") != "invalid_token")
            {
                return $"{condition}: {response.Header(Challenged)}";
            }
        }

        return null;
    }

    private static async Task<string?> OneCodeIsOneAnswer(Probe probe)
    {
        foreach (var group in probe.Api.DeadKeys.GroupBy(dead => probe.Row(dead.Condition).Code).Where(group => group.Count() > 1))
        {
            var answers = new HashSet<string>();
            foreach (var dead in group)
            {
                answers.Add(Comparable(probe, await probe.SendAsync(probe.Api.Signed(probe.Api.Read, dead.Key))));
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
        var id = probe.RequestIdOf(response);
        var headers = response.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}");
        return $"{response.StatusLine} {string.Join("; ", headers)} {response.Text}".Replace(id, "ID", StringComparison.Ordinal);
    }

    private static async Task<string?> TwoAreMalformed(Probe probe)
    {
        var scheme = probe.Contract.Credentials[0];
        var once = probe.Signed(probe.Api.Read);
        var value = once.Headers[^1].Value;
        foreach (var twice in new[] { once.With(scheme.Header, value), once.Replacing(scheme.Header, $"{value},{value}"), once.Replacing(scheme.Header, $"{value}, {value}") })
        {
            if (probe.Unlike(await probe.SendAsync(twice), Condition.CredentialMalformed) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private static async Task<string?> SchemeIsCaseInsensitive(Probe probe)
    {
        foreach (var scheme in new[] { "bearer", "BEARER", "bEaReR" })
        {
            var response = await probe.SendAsync(probe.Api.Read.With("Authorization", $"{scheme} {probe.Api.Key}"));
            if (response.Status != 200)
            {
                return $"{scheme}: {Probe.Show(response)}";
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
                return $"{request}: {string.Join(" | ", (await probe.SendAsync(request)).Headers.Where(header => header.Key == Challenged).Select(header => header.Value))}";
            }
        }

        return null;
    }

    private static async Task<string?> ChallengesStayInTheirCharacters(Probe probe)
    {
        var scheme = probe.Contract.Credentials[0];
        foreach (var odd in new[] { "Bearer \"x\\", "Bearer \u00e4\u00f6\u00fc", "Bearer a, error=\"evil\"", "\"evil\"", "Bearer " + new string('x', 5000) })
        {
            var response = await probe.SendAsync(probe.Api.Read.With(scheme.Header, odd));
            var lines = response.Headers.Where(header => header.Key == Challenged).Select(header => header.Value).ToArray();
            if (response.Status != 401 || lines.Any(line => Challenge.Parse(line) is not { } challenge || challenge.Parameters.Values.Any(IsOdd)))
            {
                return $"{odd[..Math.Min(30, odd.Length)]}: {response.Status} {string.Join(" | ", lines)}";
            }
        }

        return null;

        static bool IsOdd(string value) => value.Contains("evil", StringComparison.Ordinal) || value.Any(c => c is < ' ' or > '~' or '"' or '\\');
    }

    private static async Task<string?> QueryIsNotRead(Probe probe)
    {
        foreach (var name in new[] { "api_key", "access_token", "key", "token", "authorization", "X-API-Key" })
        {
            var target = $"{probe.Api.Read.Target}?{name}={probe.Api.Key}";
            var unsigned = await probe.SendAsync(Request.Get(target));
            if (probe.Unlike(unsigned, Condition.CredentialMissing) is { } read)
            {
                return $"{name}: {read}";
            }

            var signed = await probe.SendAsync(probe.Signed(Request.Get(target)));
            foreach (var response in new[] { unsigned, signed })
            {
                var logged = await probe.Host.FindRequestAsync(probe.RequestIdOf(response));
                var shown = (await probe.Host.ManageAsync("GET", $"/requests/{probe.RequestIdOf(response)}")).ToJsonString();
                if (logged is null || shown.Contains(probe.Api.Key, StringComparison.Ordinal) || response.Text.Contains(probe.Api.Key, StringComparison.Ordinal))
                {
                    return $"{name}: {shown} for {Probe.Show(response)}";
                }
            }
        }

        return probe.Host.Log.Lines.FirstOrDefault(line => line.Contains(probe.Api.Key, StringComparison.Ordinal));
    }

    private static async Task<string?> ChecksumComesFirst(Probe probe)
    {
        await probe.SendAsync(probe.Signed(probe.Api.Read));
        var key = probe.Api.Key;
        foreach (var wrong in new[] { key[..^1] + Other(key[^1]), Changed(key, key.Length - 30), Changed(key, key.IndexOf('_', key.IndexOf('_', StringComparison.Ordinal) + 1) + 3) })
        {
            var before = probe.KeyLookups;
            if (probe.Unlike(await probe.SendAsync(probe.Api.Signed(probe.Api.Read, wrong)), Condition.CredentialUnknown) is { } other)
            {
                return other;
            }

            if (probe.KeyLookups != before)
            {
                return $"{probe.KeyLookups - before} look-ups";
            }
        }

        return null;

        static string Changed(string key, int at) => $"{key[..at]}{Other(key[at])}{key[(at + 1)..]}";

        static char Other(char c) => c == 'a' ? 'b' : 'a';
    }

    private static IEnumerable<Request> Challenging(Probe probe) =>
        [probe.Api.Read, probe.Api.Read.With(probe.Contract.Credentials[0].Header, "Basic dTpw"), .. probe.Api.DeadKeys.Select(dead => probe.Api.Signed(probe.Api.Read, dead.Key))];

    private static async Task<IReadOnlyList<Challenge?>> ChallengesOf(Probe probe, Request request) =>
        [.. (await probe.SendAsync(request)).Headers.Where(header => header.Key == Challenged).Select(header => Challenge.Parse(header.Value))];
}
