using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Guesses credentials from challenges and the header fields of requests. Of a key only its prefix is kept.</summary>
internal sealed class CredentialGuess(IReadOnlyList<Sample> samples, Notes notes)
{
    private const string DefaultPrefix = "key";
    private const string Bearer = "Bearer";

    private static readonly string[] KeyHeaders = ["X-API-Key", "Api-Key", "X-Auth-Token", "X-Access-Token"];

    public IReadOnlyList<ProposedCredential> Find()
    {
        string[] challenges = [.. samples.SelectMany(sample => sample.Exchange.Headers).Where(IsChallenge).Select(header => header.Value)];
        var header = KeyHeaders.FirstOrDefault(name => samples.Any(sample => sample.Exchange.Request?.Header(name) is not null));
        var credentials = new List<ProposedCredential>();
        if (challenges.Any(challenge => Names(challenge, Bearer)) || Sent("Authorization").Any(value => Names(value, Bearer)))
        {
            var sent = Sent("Authorization").Where(value => Names(value, Bearer)).Select(value => value[Bearer.Length..].Trim());
            credentials.Add(new ProposedCredential(null, PrefixOf(sent)));
        }

        if (header is not null || challenges.Any(challenge => Names(challenge, "ApiKey")))
        {
            credentials.Add(new ProposedCredential(header ?? KeyHeaders[0], PrefixOf(header is null ? [] : Sent(header))));
        }

        foreach (var scheme in challenges.Select(challenge => challenge.Split(' ')[0]).Distinct().Where(scheme => scheme is not (Bearer or "ApiKey")))
        {
            var name = string.Concat(scheme.Where(char.IsAsciiLetterOrDigit));
            notes.Add($"Challenges of the scheme {name} were recorded; add the credential, see docs/contract-format.md.");
        }

        if (credentials.Count == 0 && samples.Any(sample => sample.Status == 401))
        {
            notes.Add("No challenge and no known header field says which credentials there are; bearer keys were taken.");
            credentials.Add(new ProposedCredential(null, DefaultPrefix));
        }

        if (credentials.Count > 0)
        {
            notes.Add("The prefix of credentials is a guess from what requests sent, or a placeholder.");
        }

        return credentials;
    }

    private static bool IsChallenge(KeyValuePair<string, string> header) => string.Equals(header.Key, "WWW-Authenticate", StringComparison.OrdinalIgnoreCase);

    private static bool Names(string value, string scheme) => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Sent(string header) => samples.Select(sample => sample.Exchange.Request?.Header(header)).OfType<string>();

    private static string PrefixOf(IEnumerable<string> keys) =>
        keys.Select(key => key.IndexOf('_', StringComparison.Ordinal) is var at and > 0 ? key[..at] : string.Empty)
            .Where(prefix => prefix.Length <= 8 && Forms.Prefix.IsMatch(prefix))
            .GroupBy(prefix => prefix)
            .MaxBy(same => same.Count())?.Key ?? DefaultPrefix;
}
