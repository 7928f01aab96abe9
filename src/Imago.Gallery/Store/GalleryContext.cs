using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Imago.Gallery.Store;

/// <summary>The tables of <c>Schema/</c> as objects, for pages and commands. Claims are made by SQL of their own, never here: see <c>Claims/</c>.</summary>
public sealed class GalleryContext(DbContextOptions<GalleryContext> options) : DbContext(options)
{
    /// <summary>All pictures, hung or not.</summary>
    public DbSet<Work> Works => Set<Work>();

    /// <summary>Rooms.</summary>
    public DbSet<Room> Rooms => Set<Room>();

    /// <summary>Walls of all rooms.</summary>
    public DbSet<Wall> Walls => Set<Wall>();

    /// <summary>What hangs where.</summary>
    public DbSet<Place> Places => Set<Place>();

    /// <summary>Persons.</summary>
    public DbSet<Visitor> Visitors => Set<Visitor>();

    /// <summary>What is whose. To be read only.</summary>
    public DbSet<Claim> Claims => Set<Claim>();

    /// <summary>What has to follow claims.</summary>
    public DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    /// <summary>The public chain of certificates.</summary>
    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    /// <summary>What the keeper decided of works.</summary>
    public DbSet<Decision> Decisions => Set<Decision>();

    /// <summary>Letters with links.</summary>
    public DbSet<SignIn> SignIns => Set<SignIn>();

    /// <summary>Passkeys.</summary>
    public DbSet<Passkey> Passkeys => Set<Passkey>();

    /// <summary>Browsers in which visitors are signed in.</summary>
    public DbSet<VisitorSession> Sessions => Set<VisitorSession>();

    /// <summary>Letters that wait.</summary>
    public DbSet<WaitingLetter> Letters => Set<WaitingLetter>();

    /// <summary>What was used and may not be again.</summary>
    public DbSet<Spent> Spent => Set<Spent>();

    /// <summary>What was seen of walls, without persons.</summary>
    public DbSet<View> Views => Set<View>();

    /// <summary>Works that are given by lot.</summary>
    public DbSet<Ballot> Ballots => Set<Ballot>();

    /// <summary>Who takes part in ballots.</summary>
    public DbSet<BallotEntry> BallotEntries => Set<BallotEntry>();

    /// <summary>Wishes in the ballot that is not drawn yet.</summary>
    public DbSet<Wish> Wishes => Set<Wish>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();
        configurationBuilder.Properties<Dictionary<string, string>>().HaveConversion<ByLanguage, ByLanguageComparer>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Work>(static work =>
        {
            work.ToTable("works").HasKey(static one => one.Number);
            work.Property(static one => one.Number).ValueGeneratedNever();
            work.Property(static one => one.PHash).HasColumnName("phash");
            work.Property(static one => one.ThumbHash).HasColumnName("thumbhash");
            work.HasQueryFilter(static one => one.TakenDownAt == null); // so no page that is yet to be written forgets it
            work.HasOne(static one => one.Place).WithOne(static one => one.Work).HasForeignKey<Place>(static one => one.WorkNumber);
        });
        modelBuilder.Entity<Decision>(static decision =>
        {
            decision.ToTable("decisions").Property(static one => one.Id).ValueGeneratedNever();
            decision.Property(static one => one.WorkNumber).HasColumnName("work");
            decision.HasOne<Work>().WithMany().HasForeignKey(static one => one.WorkNumber);
        });
        modelBuilder.Entity<Room>().ToTable("rooms").Property(static one => one.Id).ValueGeneratedNever();
        modelBuilder.Entity<Wall>(static wall =>
        {
            wall.ToTable("walls").Property(static one => one.Id).ValueGeneratedNever();
            wall.Property(static one => one.RoomId).HasColumnName("room");
            wall.HasOne(static one => one.Room).WithMany(static one => one.Walls).HasForeignKey(static one => one.RoomId);
        });
        modelBuilder.Entity<Place>(static place =>
        {
            place.ToTable("places").HasKey(static one => one.WorkNumber);
            place.Property(static one => one.WorkNumber).HasColumnName("work").ValueGeneratedNever();
            place.Property(static one => one.WallId).HasColumnName("wall");
            place.Property(static one => one.BallotId).HasColumnName("ballot");
            place.HasOne<Ballot>().WithMany().HasForeignKey(static one => one.BallotId);
            place.HasOne(static one => one.Wall).WithMany(static one => one.Places).HasForeignKey(static one => one.WallId);
        });
        modelBuilder.Entity<Visitor>().ToTable("visitors").Property(static one => one.Id).ValueGeneratedNever();
        modelBuilder.Entity<Claim>(static claim =>
        {
            claim.ToTable("claims").HasKey(static one => one.WorkNumber);
            claim.Property(static one => one.WorkNumber).HasColumnName("work").ValueGeneratedNever();
            claim.Property(static one => one.VisitorId).HasColumnName("visitor");
        });
        modelBuilder.Entity<OutboxEntry>(static entry =>
        {
            entry.ToTable("outbox").HasKey(static one => one.WorkNumber);
            entry.Property(static one => one.WorkNumber).HasColumnName("work").ValueGeneratedNever();
        });
        modelBuilder.Entity<LedgerEntry>(static entry =>
        {
            entry.ToTable("ledger").HasKey(static one => one.Position);
            entry.Property(static one => one.Position).ValueGeneratedNever();
            entry.Property(static one => one.WorkNumber).HasColumnName("work");
        });
        modelBuilder.Entity<SignIn>(static signIn =>
        {
            signIn.ToTable("sign_ins").Property(static one => one.Id).ValueGeneratedNever();
            signIn.Property(static one => one.VisitorId).HasColumnName("visitor");
        });
        modelBuilder.Entity<Passkey>(static passkey =>
        {
            passkey.ToTable("passkeys").HasKey(static one => one.Credential);
            passkey.Property(static one => one.VisitorId).HasColumnName("visitor");
            passkey.HasOne<Visitor>().WithMany().HasForeignKey(static one => one.VisitorId);
        });
        modelBuilder.Entity<VisitorSession>(static session =>
        {
            session.ToTable("sessions").HasKey(static one => one.TokenHash);
            session.Property(static one => one.VisitorId).HasColumnName("visitor");
            session.HasOne<Visitor>().WithMany().HasForeignKey(static one => one.VisitorId);
        });
        modelBuilder.Entity<WaitingLetter>(static letter =>
        {
            letter.ToTable("letters").Property(static one => one.Id).ValueGeneratedNever();
            letter.Property(static one => one.VisitorId).HasColumnName("visitor");
        });
        modelBuilder.Entity<Spent>().ToTable("spent").HasKey(static one => one.Hash);
        modelBuilder.Entity<View>(static view =>
        {
            view.ToTable("views").HasKey(static one => new { one.Session, one.WorkNumber });
            view.Property(static one => one.WorkNumber).HasColumnName("work");
        });
        modelBuilder.Entity<Ballot>().ToTable("ballots").Property(static one => one.Id).ValueGeneratedNever();
        modelBuilder.Entity<BallotEntry>(static entry =>
        {
            entry.ToTable("ballot_entries").HasKey(static one => new { one.BallotId, one.VisitorId });
            entry.Property(static one => one.BallotId).HasColumnName("ballot");
            entry.Property(static one => one.VisitorId).HasColumnName("visitor");
            entry.HasOne<Ballot>().WithMany().HasForeignKey(static one => one.BallotId);
            entry.HasOne<Visitor>().WithMany().HasForeignKey(static one => one.VisitorId);
        });
        modelBuilder.Entity<Wish>(static wish =>
        {
            wish.ToTable("wishes").HasKey(static one => new { one.VisitorId, one.Position });
            wish.Property(static one => one.VisitorId).HasColumnName("visitor");
            wish.Property(static one => one.WorkNumber).HasColumnName("work");
            wish.HasOne<Visitor>().WithMany().HasForeignKey(static one => one.VisitorId);
            wish.HasOne<Work>().WithMany().HasForeignKey(static one => one.WorkNumber);
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(static type => type.GetProperties()))
        {
            if (property.FindAnnotation("Relational:ColumnName") is null)
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(static time => time.ToUnixTimeMilliseconds(), static stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

    private sealed class ByLanguage() : ValueConverter<Dictionary<string, string>, string>(
        static texts => JsonSerializer.Serialize(texts, JsonSerializerOptions.Default),
        static stored => JsonSerializer.Deserialize<Dictionary<string, string>>(stored, JsonSerializerOptions.Default)!);

    private sealed class ByLanguageComparer() : ValueComparer<Dictionary<string, string>>(
        static (one, other) => one!.OrderBy(static pair => pair.Key).SequenceEqual(other!.OrderBy(static pair => pair.Key)),
        static texts => texts.Count,
        static texts => new(texts));
}
