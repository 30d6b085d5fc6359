using Dapper;
using Lintel.Idempotency;

namespace Lintel.Storage;

/// <summary>Answers for repeated requests in a database.</summary>
internal sealed class SealedAnswerStore(IDatabase database) : ISealedAnswerStore
{
    public async ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT name, pepper_version AS PepperVersion, content, expires_at AS ExpiresAt FROM sealed_answer WHERE name = @name";
        return (await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<Row>(Sql, new { name }), cancellationToken))?.ToAnswer();
    }

    public async ValueTask SaveAsync(SealedAnswer answer, DateTimeOffset now, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM sealed_answer WHERE expires_at <= @Now", new { Now = Columns.FromMoment(now) });
            return await connection.ExecuteAsync(
                """
                INSERT INTO sealed_answer (name, pepper_version, content, expires_at) VALUES (@Name, @PepperVersion, @Content, @ExpiresAt)
                ON CONFLICT (name) DO UPDATE SET pepper_version = excluded.pepper_version, content = excluded.content, expires_at = excluded.expires_at
                """,
                new { answer.Name, answer.PepperVersion, answer.Content, ExpiresAt = Columns.FromMoment(answer.ExpiresAt) });
        },
        cancellationToken);

    private sealed class Row
    {
        public byte[] Name { get; set; } = [];

        public long PepperVersion { get; set; }

        public byte[] Content { get; set; } = [];

        public long ExpiresAt { get; set; }

        public SealedAnswer ToAnswer() => new() { Name = Name, PepperVersion = (int)PepperVersion, Content = Content, ExpiresAt = Columns.ToMoment(ExpiresAt) };
    }
}
