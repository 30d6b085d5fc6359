using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Lintel.HttpTests.Seams;

/// <summary>
/// Sees which operation a request met and which names it looked for, in the query string and in the body, sent or not: so a parameter that holds an id is
/// found even where no test thought of it.
/// </summary>
internal sealed class RequestWatch : IStartupFilter
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<Operation> _heard = [];

    /// <summary>The operation of the last request.</summary>
    public Operation? Met { get; private set; }

    /// <summary>What the last request looked for.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            _asked.Clear();
            var query = new QueryFeature(context.Features);
            context.Features.Set<IQueryFeature>(new WatchedQuery(context, query, Note));
            await rest(context);
            Met = context.GetEndpoint()?.Metadata.GetMetadata<Operation>();
            if (Met is not null && _heard.Add(Met))
            {
                Listen(Met);
            }
        });
        next(app);
    };

    private void Listen(Operation operation)
    {
        if (operation.ReadBody is not { } read)
        {
            return;
        }

        operation.ReadBody = fields =>
        {
            var body = read(fields);
            foreach (var name in fields.Asked)
            {
                Note(name);
            }

            return body;
        };
    }

    // One request at a time.
    private void Note(string name) => _asked.Add(name);

    /// <summary>
    /// Notes which values are taken once the operation is found. Whether a parameter is there at all is asked to find it, and by limits that count
    /// kinds of requests.
    /// </summary>
    private sealed class WatchedQuery(HttpContext context, IQueryFeature inner, Action<string> note) : IQueryFeature, IQueryCollection
    {
        public IQueryCollection Query
        {
            get => this;
            set => inner.Query = value;
        }

        public int Count => inner.Query.Count;

        public ICollection<string> Keys => inner.Query.Keys;

        public StringValues this[string key]
        {
            get
            {
                Take(key);
                return inner.Query[key];
            }
        }

        public bool ContainsKey(string key) => inner.Query.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
        {
            Take(key);
            return inner.Query.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.Query.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Take(string key)
        {
            if (context.GetEndpoint() is not null)
            {
                note(key);
            }
        }
    }
}
