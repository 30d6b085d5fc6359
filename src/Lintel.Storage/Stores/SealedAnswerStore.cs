using System.Data.Common;
using Dapper;
using Lintel.Idempotency;

namespace Lintel.Storage;

/// <summary>Answers for repeated requests in a database.</summary>
internal sealed class SealedAnswerStore(IDatabase database) : IJoinedAnswerStore
{
    private const int RemovedAtOnce = 500;

    public async ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken)
    {
        const string Sql =
            "SELECT name, owner, pepper_version AS PepperVersion, content, expires_at AS ExpiresAt FROM sealed_answer WHERE name = @name";
        return (await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<Row>(Sql, new { name }), cancellationToken))?.ToAnswer();
    }

    public async ValueTask<AnswerPlace> BeginAsync(SealedAnswer begun, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => AddAsync(connection, begun, mostOfOwner, now), cancellationToken);

    public async ValueTask SaveAsync(SealedAnswer answer, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO sealed_answer (name, owner, pepper_version, content, expires_at) VALUES (@Name, @Owner, @PepperVersion, @Content, @ExpiresAt)
            ON CONFLICT (name) DO UPDATE SET pepper_version = excluded.pepper_version, content = excluded.content, expires_at = excluded.expires_at
            """,
            ParametersOf(answer)),
        cancellationToken);

    public async ValueTask RemoveAsync(byte[] name, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM sealed_answer WHERE name = @name", new { name }),
        cancellationToken);

    public async ValueTask<bool> RemoveOfAsync(string owner, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            DELETE FROM sealed_answer WHERE name IN (
              SELECT name FROM sealed_answer WHERE owner = @owner OR (owner > @First AND owner < @Last) LIMIT @RemovedAtOnce)
            """,
            // A caller stands behind a space, after which '!' is the next character.
            new { owner, First = owner + " ", Last = owner + "!", RemovedAtOnce }),
        cancellationToken) == RemovedAtOnce;

    public async ValueTask<bool> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM sealed_answer WHERE name IN (SELECT name FROM sealed_answer WHERE expires_at <= @Now ORDER BY expires_at LIMIT @RemovedAtOnce)",
            new { Now = Columns.FromMoment(now), RemovedAtOnce }),
        cancellationToken) == RemovedAtOnce;

    public Task<T> WriteAsync<T>(
        Func<DbConnection, Task<(T Result, SealedAnswer? Answer)>> work, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var (result, answer) = await work(connection);
                if (answer is not null && await AddAsync(connection, answer, mostOfOwner, now) is { IsFree: false } place)
                {
                    throw new AnswerPlaceException(place);
                }

                return result;
            },
            cancellationToken);

    private static async Task<AnswerPlace> AddAsync(DbConnection connection, SealedAnswer answer, int mostOfOwner, DateTimeOffset now)
    {
        var moment = Columns.FromMoment(now);
        var kept = await connection.QuerySingleAsync<Kept>(
            "SELECT COUNT(*) AS Count, MIN(expires_at) AS Next FROM sealed_answer WHERE owner = @Owner AND expires_at > @Now",
            new { answer.Owner, Now = moment });
        if (kept.Count >= mostOfOwner)
        {
            return AnswerPlace.Full(Columns.ToMoment(kept.Next ?? moment));
        }

        await connection.ExecuteAsync("DELETE FROM sealed_answer WHERE name = @Name AND expires_at <= @Now", new { answer.Name, Now = moment });
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO sealed_answer (name, owner, pepper_version, content, expires_at) VALUES (@Name, @Owner, @PepperVersion, @Content, @ExpiresAt)
            ON CONFLICT (name) DO NOTHING
            """,
            ParametersOf(answer));
        return added == 1 ? AnswerPlace.Free : AnswerPlace.Taken;
    }

    private static object ParametersOf(SealedAnswer answer) =>
        new { answer.Name, answer.Owner, answer.PepperVersion, answer.Content, ExpiresAt = Columns.FromMoment(answer.ExpiresAt) };

    private sealed class Kept
    {
        public long Count { get; set; }

        public long? Next { get; set; }
    }

    private sealed class Row
    {
        public byte[] Name { get; set; } = [];

        public string Owner { get; set; } = string.Empty;

        public long PepperVersion { get; set; }

        public byte[] Content { get; set; } = [];

        public long ExpiresAt { get; set; }

        public SealedAnswer ToAnswer() => new()
        {
            Name = Name,
            Owner = Owner,
            PepperVersion = (int)PepperVersion,
            Content = Content,
            ExpiresAt = Columns.ToMoment(ExpiresAt),
        };
    }
}
