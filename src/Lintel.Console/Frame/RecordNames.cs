using Lintel.Management;
using Lintel.Management.Accounts;
using Lintel.Management.Keys;

namespace Lintel.Console;

/// <summary>The names of the keys and accounts that a page shows: people know them by these. A page reads them at once, and not one by one.</summary>
/// <param name="call">Who asks. What they may not see stays an id.</param>
internal sealed class RecordNames(ConsoleCall call)
{
    private const string KeyPrefix = "key_";
    private const string AccountPrefix = "acct_";

    // The most ids that the management API takes at once, and the most names that a list that goes on remembers.
    private const int MostAtOnce = 100;
    private const int MostKept = 1000;

    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);

    /// <summary>Reads the names of some keys and accounts.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="ids">The ids of both; others, and null, are passed over.</param>
    public static async Task<RecordNames> ReadAsync(ConsoleCall call, params IEnumerable<string?> ids)
    {
        var names = new RecordNames(call);
        await names.AddAsync(ids);
        return names;
    }

    /// <summary>The name of a key or an account; its id where the name is not known.</summary>
    public string this[string id] => _names.GetValueOrDefault(id) is { Length: > 0 } name ? name : id;

    /// <summary>Tells whether the name of an id is known.</summary>
    public bool Has(string id) => this[id] != id;

    /// <summary>Reads the names that were not asked for before.</summary>
    public async Task AddAsync(params IEnumerable<string?> ids)
    {
        if (_names.Count > MostKept)
        {
            _names.Clear();
        }

        var missing = ids.OfType<string>().Where(IsOne).Distinct(StringComparer.Ordinal).Where(id => !_names.ContainsKey(id)).ToList();
        await ReadAsync<KeyShape>("/keys", "keys:read", missing.Where(id => id.StartsWith(KeyPrefix, StringComparison.Ordinal)), key => (key.Id, key.Name));
        await ReadAsync<AccountShape>(
            "/accounts", "accounts:read", missing.Where(id => id.StartsWith(AccountPrefix, StringComparison.Ordinal)), account => (account.Id, account.Name));
    }

    private async Task ReadAsync<T>(string path, string scope, IEnumerable<string> ids, Func<T, (string Id, string Name)> read)
    {
        foreach (var some in call.Session.May(scope) ? ids.Chunk(MostAtOnce) : [])
        {
            // Also those that are gone, which are not asked for again.
            foreach (var id in some)
            {
                _names[id] = null;
            }

            var reply = await call.GetAsync(path, ("ids", string.Join(',', some)), ("limit", $"{MostAtOnce}"));
            foreach (var (id, name) in reply.IsRefused ? [] : reply.Read<Page<T>>().Data.Select(read))
            {
                _names[id] = name;
            }
        }
    }

    // A filter may have any text.
    private static bool IsOne(string id) => id.Length <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
}
