namespace Lintel.Contracts;

/// <summary>The pages whose scripts may call an API and read its answers (the CORS protocol of the Fetch standard).</summary>
/// <param name="Origins">Their origins, such as <c>https://app.example.com</c> or <c>https://*.example.com</c>; empty for all.</param>
/// <param name="Credentials">Whether browsers send cookies with their requests. <value>false</value></param>
/// <param name="Headers">The header fields that scripts may send; empty for all.</param>
/// <param name="Exposed">The header fields that scripts may read: those of ids, limits and waits, those that errors declare, and the contract's own.</param>
/// <param name="MaxAge">How long browsers keep the answer to a preflight. <value>10 minutes</value></param>
internal sealed record CrossOriginRule(
    IReadOnlyList<string> Origins,
    bool Credentials,
    IReadOnlyList<string> Headers,
    IReadOnlyList<string> Exposed,
    TimeSpan MaxAge);
